/** The parity constant that the third key word is built from. */
const PARITY = 0x1bd11bda;

/**
 * Enciphers the 64-bit counter `(counterHigh, counterLow)` under a 64-bit key with the Threefry-2x32 block cipher
 * at 20 rounds, and returns two uint32 words.
 *
 * The words pass every published statistical test; equal input gives equal output on every machine.
 * Cost: 20 rounds of add, rotate and xor. All inputs are taken modulo 2^32.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011), doi:10.1145/2063384.2063405.
 *
 * @example
 * threefry2x32([0, 0], 0, 0); // [0x6b200159, 0x99ba4efe]
 */
export function threefry2x32(
  key: readonly [number, number],
  counterHigh: number,
  counterLow: number,
): [number, number] {
  const words = new Int32Array(2);
  encipher(key, counterHigh, counterLow, words);
  return [words[0] >>> 0, words[1] >>> 0];
}

/** As {@link threefry2x32}, into an array of two: nothing is made, which is most of the time of many draws. */
export function encipher(
  key: readonly [number, number],
  counterHigh: number,
  counterLow: number,
  into: Int32Array,
): void {
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  let k2 = k0 ^ k1 ^ PARITY;
  let x0 = (counterHigh + k0) | 0;
  let x1 = (counterLow + k1) | 0;
  // Twenty rounds; after every fourth, key words and its number are added. The rotations stand in the code: read from an
  // array, or chosen by the round, they take twice the time.
  for (let fourth = 1; ; fourth += 2) {
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + k2 + fourth) | 0;
    if (fourth === 5) break;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + k2) | 0;
    x1 = (x1 + k0 + fourth + 1) | 0;
    [k0, k1, k2] = [k2, k0, k1];
  }
  into[0] = x0;
  into[1] = x1;
}
