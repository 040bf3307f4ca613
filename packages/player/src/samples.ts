import type { States } from './player.ts';

/** The samples of an array, or an error of the function `owner`. */
export function samplesOf(owner: string, name: string, values: Float32Array, size: number): number {
  requireFloats(owner, name, values);
  if (values.length === 0 || values.length % size !== 0) {
    throw new Error(
      `${owner}: ${name} must have ${size} numbers for every sample, but got ${values.length} numbers`,
    );
  }
  return values.length / size;
}

/** The samples of states. */
export function samplesOfStates(owner: string, { q, p }: States, size: number): number {
  const count = samplesOf(owner, 'q', q, size);
  requireArray(owner, 'p', p, q.length);
  return count;
}

/** Refuses an array of another length. */
export function requireArray(owner: string, name: string, values: Float32Array, length: number): void {
  requireFloats(owner, name, values);
  if (values.length !== length) {
    throw new Error(`${owner}: ${name} must have ${length} numbers, but got ${values.length}`);
  }
}

function requireFloats(owner: string, name: string, values: unknown): void {
  if (!(values instanceof Float32Array)) {
    throw new Error(
      `${owner}: ${name} must be a Float32Array, but got ${values === null ? 'null' : typeof values}`,
    );
  }
}

/** Refuses time steps that are not finite, or not one for every sample. */
export function requireTimeStep(owner: string, dt: number | Float32Array, count: number): void {
  if (typeof dt !== 'number') requireArray(owner, 'dt', dt, count);
  const finite = typeof dt === 'number' ? Number.isFinite(dt) : dt.every(Number.isFinite);
  if (!finite) throw new Error(`${owner}: dt must be finite, but got ${dt.toString()}`);
}
