/** A function in two halves: what is done for each part of the data by itself, and what is made of all of it. */
export interface InParts<Shared, Part, PartResult, Rest extends unknown[], Result> {
  /** For one part of the data. Gradients of a loss, for example. */
  readonly part: (shared: Shared, part: Part) => PartResult;
  /** Of what all parts gave, in their order: an optimiser's step with the mean of the gradients, for example. */
  readonly join: (shared: Shared, results: readonly PartResult[], ...rest: Rest) => Result;
}

/** The same as one function of the shared argument, the parts, and the rest. */
export const asOne =
  <Shared, Part, PartResult, Rest extends unknown[], Result>({
    part,
    join,
  }: InParts<Shared, Part, PartResult, Rest, Result>) =>
  (shared: Shared, parts: readonly Part[], ...rest: Rest): Result =>
    join(
      shared,
      parts.map((own) => part(shared, own)),
      ...rest,
    );
