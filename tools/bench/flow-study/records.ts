import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadFlow, saveFlow, type TrainedFlow } from '@hgn/flow';
import type { TrialRecord } from './runTrial.ts';
import { fileName, settingsOf, type Trial } from './trials.ts';

/** The documents that the study writes. */
export const docs = new URL('../../../docs/', import.meta.url);
/** What it needs again and nobody reads: the trained flows. */
const runs = new URL('../../../runs/flow-study/', import.meta.url);

const recordOf = (trial: Trial) => new URL(`flows/${fileName(trial)}.json`, docs);
const flowOf = (trial: Trial) => new URL(`${fileName(trial)}.safetensors`, runs);

/** The record of a trial, or undefined if there is none with today's settings. */
export function readTrial(trial: Trial): TrialRecord | undefined {
  const record = readJson(recordOf(trial)) as TrialRecord | undefined;
  const same = JSON.stringify(record?.settings) === JSON.stringify(settingsOf(trial));
  return same ? record : undefined;
}

/** Keeps what a trial found and the flow itself. */
export function writeTrial(record: TrialRecord, trained: TrainedFlow): void {
  write(flowOf(record), saveFlow(trained));
  writeJson(recordOf(record), record);
}

/** The trained flow of a trial, or undefined if it was not kept on this machine. */
export function readFlow(trial: Trial): TrainedFlow | undefined {
  const file = flowOf(trial);
  return existsSync(file) ? loadFlow(readFileSync(file), { engine: 'onnx-cpu', threads: 1 }) : undefined;
}

/** Reads JSON, or undefined if the file is not there. */
export function readJson(file: URL): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Writes JSON that a reader of differences can follow. */
export function writeJson(file: URL, value: unknown): void {
  write(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes a file whole or not at all, making its folder. */
export function write(file: URL, content: string | Uint8Array): void {
  mkdirSync(fileURLToPath(new URL('.', file)), { recursive: true });
  const partial = new URL(`${file.href}.partial`);
  writeFileSync(partial, content);
  renameSync(partial, file);
}
