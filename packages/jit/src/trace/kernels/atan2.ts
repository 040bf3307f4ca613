import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';

/** Whether the sign is minus, of -0 too, whose reciprocal is below 0. */
function isNegative(build: GraphBuilder, x: Node): Node {
  const zero = build.fill(0, []);
  const isZero = build.compare('Equal', x, zero);
  return build.compare('Less', build.select(isZero, build.unary('Reciprocal', x), x), zero);
}

/** 1 with the sign of x. */
const unitOf = (build: GraphBuilder, x: Node) =>
  build.select(isNegative(build, x), build.fill(-1, []), build.fill(1, []));

/**
 * The angle of (x, y) by atan of the quotient, as IEEE 754 has it: where both are 0, x counts as 1 with its sign, and where
 * both are infinite, so do both. In the left half plane π is added with the sign of y.
 */
export function atan2(build: GraphBuilder, y: Node, x: Node): Node {
  const zero = build.fill(0, []);
  const both = (test: (of: Node) => Node) => build.compare('And', test(x), test(y));
  const noLength = both((of) => build.compare('Equal', of, zero));
  const infinite = both((of) => build.unary('IsInf', of));
  const [xUnit, yUnit] = [unitOf(build, x), unitOf(build, y)];
  const quotient = build.binary(
    'Div',
    build.select(infinite, yUnit, y),
    build.select(build.compare('Or', noLength, infinite), xUnit, x),
  );
  const turn = build.select(isNegative(build, x), build.mul(yUnit, build.fill(Math.PI, [])), zero);
  const angle = build.unary('Atan', quotient);
  // Adding 0 would take the sign from -0.
  return build.select(isNegative(build, x), build.add(angle, turn), angle);
}
