/** One value that a compiled function gives where eager tfjs, on its `cpu` backend, gives another. */
export interface Seen {
  readonly kernel: string;
  /** What stands at the same place of the inputs. */
  readonly inputs: readonly number[];
  /** Some input holds NaN or an infinity. */
  readonly spoiled: boolean;
  readonly eager: number;
  readonly compiled: number;
}

export interface Difference {
  /** Of which kernels. */
  readonly kernels: readonly string[];
  readonly eager: string;
  readonly compiled: string;
  readonly reason: string;
  readonly holds: (seen: Seen) => boolean;
}

const isInt32 = (x: number) => Math.abs(Math.trunc(x)) < 2 ** 31;

/** Every difference that the properties allow; the README's table is made of this list. */
export const differences: readonly Difference[] = [
  {
    kernels: ['Cast'],
    eager: 'a float beyond int32 wraps modulo 2³², NaN is 0',
    compiled: 'as the processor converts: the least integer, or the nearest',
    reason: 'tfjs’ own backends differ; C and NumPy leave it undefined',
    holds: ({ inputs: [x] }) => !isInt32(x) || Number.isNaN(x),
  },
  {
    kernels: ['Erf'],
    eager: 'a series that is off by up to 5e-7',
    compiled: 'erf to 1e-6 relative, near 0 too',
    reason: 'the better value',
    holds: ({ eager, compiled }) => Math.abs(eager - compiled) < 5e-7,
  },
  {
    kernels: ['Elu', 'Selu'],
    eager: 'exp(x) - 1, which cancels: 0 at -1e-8',
    compiled: 'to 1e-6 relative',
    reason: 'the better value',
    holds: ({ inputs: [x], eager, compiled }) => x < 0 && x > -0.1 && Math.abs(eager - compiled) < 2e-7,
  },
  {
    kernels: ['Mod'],
    eager: 'a remainder just below the divisor rounds to the divisor',
    compiled: '0',
    reason: 'a float64 remainder is kept as float32; fmod of float32 is exact',
    holds: ({ inputs: [, b], eager, compiled }) =>
      Math.abs(Math.abs(eager - compiled) - Math.abs(b)) <= 1e-6 * Math.abs(b),
  },
  {
    kernels: ['Prod', 'Cumprod'],
    eager: 'one factor after the other',
    compiled:
      'several at a time: another one of 0, Infinity and NaN where a part of the product over- or underflows',
    reason: 'the order is the runtime’s',
    holds: ({ eager, compiled }) => [eager, compiled].some((value) => value === 0 || !Number.isFinite(value)),
  },
  {
    kernels: ['Sign'],
    eager: 'sign(NaN) = 0',
    compiled: 'NaN',
    reason: 'NumPy: NaN',
    holds: ({ inputs: [x], compiled }) => Number.isNaN(x) && Number.isNaN(compiled),
  },
  {
    kernels: ['Step'],
    eager: 'step(x) jumps at 0',
    compiled: 'rises between 0 and 1e-38',
    reason: 'a steep clipped line costs a fifth of a comparison',
    holds: ({ inputs: [x] }) => Math.abs(x) < 1e-38,
  },
  {
    kernels: ['FloorDiv'],
    eager: 'of floats: int32, wraps beyond',
    compiled: 'of floats: float32',
    reason: 'tfjs’ cpu and wasm differ; NumPy: a float',
    holds: () => false,
  },
  {
    kernels: ['Pow'],
    eager: 'pow(1, NaN) and pow(±1, ±Infinity) are NaN',
    compiled: '1',
    reason: 'IEEE 754; tfjs’ cpu and wasm differ',
    holds: ({ inputs: [a, b], compiled }) => Math.abs(a) === 1 && !Number.isFinite(b) && compiled === 1,
  },
  {
    kernels: ['All'],
    eager: 'all of nothing is false',
    compiled: 'true',
    reason: 'NumPy, and logic',
    holds: ({ inputs, compiled }) => inputs.every((x) => x === undefined) && compiled === 1,
  },
  {
    kernels: [
      'MaxPool',
      'MaxPool3D',
      'MaxPoolWithArgmax',
      'MaxPoolGrad',
      'Dilation2D',
      'ArgMax',
      'ArgMin',
      'TopK',
    ],
    eager: 'NaN loses every comparison',
    compiled:
      'pools and dilation keep NaN in the windows that have one; argMax, argMin and topK name a place of it or of another',
    reason: 'NumPy’s maximum keeps NaN; the places of NaN are those of the runtime',
    holds: ({ spoiled }) => spoiled,
  },
  {
    kernels: ['ResizeBilinear', 'ResizeBilinearGrad', 'CropAndResize', 'Transform', 'RotateWithOffset'],
    eager: 'NaN where an infinite pixel meets the share 0 of another',
    compiled: 'with `exactConvolutions`, pixels without a share are not read',
    reason: 'the pixel has no share',
    holds: ({ spoiled, eager, compiled }) => spoiled && (Number.isNaN(eager) || Number.isNaN(compiled)),
  },
  {
    kernels: ['Range', 'LinSpace', 'BroadcastArgs', 'Fill', 'ZerosLike', 'SearchSorted'],
    eager: 'NaN · 0 and Infinity · 0 are NaN',
    compiled: '0 where the zero is a constant',
    reason: 'gradients are full of constant zeros, which would all have to be multiplied',
    holds: ({ spoiled, compiled }) => spoiled && compiled === 0,
  },
];

/** Whether a difference between eager and compiled values is one of those. */
export const accepted = (seen: Seen) =>
  differences.some(({ kernels, holds }) => kernels.includes(seen.kernel) && holds(seen));
