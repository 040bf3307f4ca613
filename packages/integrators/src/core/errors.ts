/** The state stopped being finite; `step` is the index of the step in which that began (0 is the first). */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  readonly step: number;
  constructor(message: string, step: number) {
    super(message);
    this.step = step;
  }
}

/** The equations of an implicit step could not be solved; `residual` is the largest one that was left. */
export class ConvergenceError extends Error {
  override readonly name = 'ConvergenceError';
  readonly residual: number;
  constructor(message: string, residual: number) {
    super(message);
    this.residual = residual;
  }
}

/** A method was given a system that it cannot step correctly. */
export class UnsupportedSystemError extends Error {
  override readonly name = 'UnsupportedSystemError';
}

/** The error of a run by `method` in `where` whose state stopped being finite in this step; `hint` says where that was. */
export const nonFinite = (where: string, method: string, step: number, hint = ''): NonFiniteError =>
  new NonFiniteError(
    `${where}: the state must stay finite, but ${method} lost it in step ${step}${hint}; take a smaller dt or check the gradients there`,
    step,
  );
