/** A seeded stream of random numbers; every draw advances it. */
export interface Random {
  /** Uniform in [min, max), with 53 random bits; 0 to 1 when no bounds are given. */
  uniform(min?: number, max?: number): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform angle in [-pi, pi). */
  angle(): number;
  /** Uniform integer in 0 .. count - 1. */
  integer(count: number): number;
}

/** What a trajectory draws random numbers for; each purpose has a stream of its own, so that none shifts another. */
export type Purpose = 'parameters' | 'state' | 'camera' | 'noise' | 'batch' | 'bath';

const purposes: Readonly<Record<Purpose, number>> = {
  parameters: 1,
  state: 2,
  camera: 3,
  noise: 4,
  batch: 5,
  bath: 6,
};

/** MurmurHash3's finaliser: every input bit changes each output bit with probability one half. */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function checkCounter(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`randomStream: ${name} must be an integer from 0 to 2^53 - 1, but got ${value}`);
  }
}

/**
 * A stream that depends on its arguments alone: the same three give the same numbers on every machine.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand), started from a hash of the arguments.
 * @param seed - integer from 0 to 2^53 - 1
 * @param index - integer from 0 to 2^53 - 1, the trajectory's number
 * @param attempt - how often this trajectory was redrawn
 * @throws RangeError when seed or index is not such an integer
 * @example
 * const random = randomStream(7, 0, 'state');
 * const angle = random.angle();
 */
export function randomStream(seed: number, index: number, purpose: Purpose, attempt = 0): Random {
  checkCounter('seed', seed);
  checkCounter('index', index);
  const words = [
    seed,
    Math.floor(seed / 2 ** 32),
    index,
    Math.floor(index / 2 ** 32),
    purposes[purpose],
    attempt,
  ];
  let hash = 0x9e3779b9;
  for (const word of words) hash = scramble(Math.imul(hash, 5) + 0x6ed9eba1 + scramble(word));
  let a = scramble(hash + 1);
  let b = scramble(hash + 2);
  let c = scramble(hash + 3);
  let counter = scramble(hash ^ words.reduce((sum, word) => Math.imul(sum, 31) + (word | 0), 17));

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();

  const unit = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  const uniform = (min = 0, max = 1): number => min + (max - min) * unit();
  return {
    uniform,
    angle: () => uniform(-Math.PI, Math.PI),
    integer: (count) => Math.floor(unit() * count),
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}
