import { describe, expect, it } from 'vitest';
import { restartEvent, scalarsEvent, versionEvent } from './events.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// Reference bytes: the RecordWriter and the protocol buffers of TensorBoard 2.21.
describe('event records equal those of TensorBoard byte for byte:', () => {
  it('the version', () => {
    expect(hex(versionEvent(1.75e9))).toBe(
      '1800000000000000a37f4b220900000060b813da411a0d627261696e2e4576656e743a324a7029a2',
    );
  });

  it('scalars, NaN included', () => {
    expect(hex(scalarsEvent(1750000000.125, 300, { loss: 0.1, 'train/mse': NaN }))).toBe(
      '2d000000000000003c418afb0900000860b813da4110ac022a1f0a0b0a046c6f737315cdcccc3d0a100a09747261696e2f6d7365150000c07f61c9091e',
    );
  });

  it('a restart at a step beyond 32 bits', () => {
    expect(hex(restartEvent(1.75e9, 2 ** 40))).toBe(
      '14000000000000005e3d29150900000060b813da41108080808080203a020801b2c29ee5',
    );
  });
});
