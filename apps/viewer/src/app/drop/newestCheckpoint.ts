/**
 * The newest checkpoint among the files of a run: that of the highest step, or the only one of another name.
 *
 * @returns its path, or undefined where there is none
 */
export function newestCheckpoint(paths: readonly string[]): string | undefined {
  const own = paths.filter((path) => /^checkpoints\/[^/]+\.safetensors$/.test(path));
  const step = (path: string): number => Number(/step-(\d+)\.safetensors$/.exec(path)?.[1] ?? -1);
  return own.toSorted((a, b) => step(a) - step(b)).at(-1);
}
