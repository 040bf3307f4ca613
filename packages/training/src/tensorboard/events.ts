import { crc32c } from '../crc32c.ts';
import { concat, doubleField, floatField, integerField, messageField, textField } from './protobuf.ts';

/**
 * The first record of an event file.
 *
 * @param wallTime seconds since 1970
 * @example
 * const header = versionEvent(1.7e9);
 */
export function versionEvent(wallTime: number): Uint8Array<ArrayBuffer> {
  return frame(concat([doubleField(1, wallTime), textField(3, 'brain.Event:2')]));
}

/**
 * A record of scalars at a step, as TensorBoard's scalar dashboard reads them.
 *
 * Source: the messages Event and Summary of TensorFlow, tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto: Event { 1: wall_time, 2: step, 5: summary }, Summary { 1: value },
 * Value { 1: tag, 2: simple_value }.
 *
 * @param wallTime seconds since 1970
 * @param scalars numbers by tag; a slash in a tag groups charts
 * @example
 * const bytes = scalarsEvent(1.7e9, 100, { 'train/loss': 0.25 });
 */
export function scalarsEvent(
  wallTime: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Uint8Array<ArrayBuffer> {
  const values = Object.entries(scalars).map(([tag, value]) =>
    messageField(1, [textField(1, tag), floatField(2, value)]),
  );
  return frame(concat([doubleField(1, wallTime), integerField(2, step), messageField(5, values)]));
}

/**
 * A record that says that a run starts over: TensorBoard forgets what earlier files hold of this step and later ones.
 *
 * Source: Event { 7: session_log }, SessionLog { 1: status }, START = 1, in the same file.
 *
 * @param wallTime seconds since 1970
 * @example
 * const bytes = restartEvent(1.7e9, 1001);
 */
export function restartEvent(wallTime: number, step: number): Uint8Array<ArrayBuffer> {
  const start = messageField(7, [integerField(1, 1)]);
  return frame(concat([doubleField(1, wallTime), integerField(2, step), start]));
}

/**
 * Frames a record as TFRecord: length, masked checksum of the length, the record, masked checksum of the record.
 *
 * Source: https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".
 */
function frame(record: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(record.length), true);
  return concat([length, maskedChecksum(length), record, maskedChecksum(record)]);
}

/** A CRC-32C rotated and shifted, so that a checksum of data that holds checksums stays a good one. */
function maskedChecksum(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes);
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, masked, true);
  return out;
}
