import fc from 'fast-check';

/** One change of a file, by places from 0 to 1, so that it fits files of any length. */
type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'set'; readonly at: number; readonly value: number }
  | { readonly kind: 'number'; readonly at: number; readonly value: number; readonly bytes: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'remove' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

/** Evenly over the file: a fast-check double is mostly tiny, and would hit the first byte. */
const place = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);
/** Numbers that lengths, counts and offsets go wrong at. */
const awkward = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flip'), at: place, bit: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set'), at: place, value: fc.nat(255) }) },
  fc.record({ kind: fc.constant('number'), at: place, value: awkward, bytes: fc.constantFrom(1, 2, 4, 8) }),
  fc.record({ kind: fc.constant('cut'), at: place }),
  fc.record({
    kind: fc.constantFrom('remove', 'repeat'),
    at: place,
    length: fc.integer({ min: 1, max: 64 }),
  }),
  fc.record({
    kind: fc.constant('insert'),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
  }),
);

/** Files made of a valid one by one to four changes each; the same for the same seed. */
export function mutants(valid: Uint8Array, seed: number, count: number): Uint8Array[] {
  const changes = fc.sample(fc.array(mutation, { minLength: 1, maxLength: 4 }), { seed, numRuns: count });
  return changes.map((each) => each.reduce(mutated, valid));
}

function mutated(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const at = Math.min(Math.floor(mutation.at * bytes.length), bytes.length - 1);
  if (at < 0) return bytes;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (mutation.kind) {
    case 'flip':
    case 'set': {
      const changed = bytes.slice();
      changed[at] = mutation.kind === 'set' ? mutation.value : changed[at] ^ (1 << mutation.bit);
      return changed;
    }
    case 'number': {
      const changed = bytes.slice();
      for (let i = 0; i < mutation.bytes && at + i < changed.length; i++) {
        changed[at + i] = i < 4 ? (mutation.value >>> (8 * i)) & 0xff : 0;
      }
      return changed;
    }
    case 'cut':
      return before.slice();
    case 'remove':
      return joined(before, after.subarray(mutation.length));
    case 'repeat':
      return joined(before, after.subarray(0, mutation.length), after);
    case 'insert':
      return joined(before, mutation.bytes, after);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
