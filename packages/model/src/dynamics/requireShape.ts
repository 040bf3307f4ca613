/** Says in the user's words when the layers of a config do not end where they must. */
export function requireShape(what: string, actual: readonly number[], expected: readonly number[]): void {
  if (actual.join() !== expected.join()) {
    throw new Error(
      `createModel: ${what} must end in shape [${expected.join(', ')}], but it ends in [${actual.join(', ')}]; change its last layers`,
    );
  }
}
