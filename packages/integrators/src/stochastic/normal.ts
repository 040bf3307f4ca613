/**
 * Normal numbers of mean 0 and variance 1 from a seed: each call fills `out`.
 *
 * Xoshiro128** (D. Blackman, S. Vigna, ACM Trans. Math. Softw. 47 (2021) 36, doi:10.1145/3460772) and Marsaglia's polar
 * method (SIAM Rev. 6 (1964) 260, doi:10.1137/1006063). Nothing is allocated per call.
 */
export function normalNumbers(seed: number): (out: Float64Array) => void {
  const s = new Uint32Array(4);
  // Both halves of the seed, scattered by SplitMix32's finaliser, so that seeds that are near give streams that are not.
  let state = (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1);
  for (let i = 0; i < 4; i++) {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    s[i] = z ^ (z >>> 15);
  }
  const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by));
  // Numbers are handed on in an array: what a function returns may be boxed.
  const bits = new Uint32Array(2);
  const drawBits = () => {
    for (let k = 0; k < 2; k++) {
      bits[k] = Math.imul(rotated(Math.imul(s[1], 5), 7), 9);
      const t = s[1] << 9;
      s[2] ^= s[0];
      s[3] ^= s[1];
      s[1] ^= s[2];
      s[0] ^= s[3];
      s[2] ^= t;
      s[3] = rotated(s[3], 11);
    }
  };
  const pair = new Float64Array(2);
  return (out) => {
    for (let i = 0; i < out.length; i += 2) {
      let square: number;
      do {
        for (let k = 0; k < 2; k++) {
          drawBits();
          // 53 random bits, from -1 to 1.
          pair[k] = ((bits[0] >>> 5) * 67108864 + (bits[1] >>> 6)) / 4503599627370496 - 1;
        }
        square = pair[0] * pair[0] + pair[1] * pair[1];
      } while (square >= 1 || square === 0);
      const w = Math.sqrt((-2 * Math.log(square)) / square);
      out[i] = w * pair[0];
      if (i + 1 < out.length) out[i + 1] = w * pair[1];
    }
  };
}
