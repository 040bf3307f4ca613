// The natural logarithm, and that of 1 + x.
#pragma once

#include "exponential.h"

namespace hgn::HGN_TARGET {

/**
 * The bits of sqrt(1/2): mantissas are taken from there to sqrt(2), so that the logarithm of what is close to 1 has no other
 * part.
 */
constexpr uint32_t rootOfHalf = 0x3f3504f3;

/** How many times a positive normal number has to be halved to lie between sqrt(1/2) and sqrt(2). */
HGN_INLINE IntVector halvings(Vector x) { return signedOf(wordsOf(bitsOf(x)) - rootOfHalf) >> 23; }

/** log(1 + excess) + count · log 2, for 1 + excess between sqrt(1/2) and sqrt(2); off by 2e-9. */
HGN_INLINE Vector logarithmOfParts(Vector excess, IntVector count) {
  const Vector times = __builtin_convertvector(count, Vector);
  const Vector square = excess * excess;
  const Vector tail =
      polynomial(excess, 0.0520906448f, -0.108442269f, 0.121303655f, -0.1256423f, 0.142085344f, -0.166584447f,
                 0.20002237f, -0.250001848f, 0.333333135f);
  const Vector small = (tail * excess) * square + times * logTwoLow;
  return times * logTwoHigh + (excess + (small - 0.5f * square));
}

/** log(x): -Infinity of zeros, NaN below. */
HGN_INLINE Vector logarithm(Vector x) {
  const IntVector isDenormal = x < 1.17549435e-38f;
  const Vector normal = choose(isDenormal, x * 8388608.0f, x);  // 2^23
  const IntVector count = halvings(normal);
  const Vector mantissa = fromBits(signedOf(wordsOf(bitsOf(normal)) - (wordsOf(count) << 23)));
  const Vector value = logarithmOfParts(mantissa - 1.0f, count - (isDenormal & 23));
  const Vector special = choose(x == 0.0f, -infinity, choose(x < 0.0f, notANumber, x));
  return choose((x > 0.0f) & (x < infinity), value, special);
}

/** log(1 + x) without cancellation: -Infinity of -1, NaN below. */
HGN_INLINE Vector logarithmOfOnePlus(Vector x) {
  const Vector sum = x + 1.0f;
  const IntVector count = halvings(sum);
  const WordVector exponent = wordsOf(count) << 23;
  // (1 + x) / 2^count - 1, where only this last sum is rounded; of large x, where 2^-count may be no normal number, 1 + x
  // is x.
  const Vector scale = fromBits(signedOf(0x3f800000u - exponent));
  const Vector mantissa = fromBits(signedOf(wordsOf(bitsOf(sum)) - exponent));
  const Vector excess = choose(x > 33554432.0f, mantissa - 1.0f, x * scale + (scale - 1.0f));  // 2^25
  const Vector value = logarithmOfParts(excess, count);
  const Vector special = choose(x == -1.0f, -infinity, choose(x < -1.0f, notANumber, x));
  return choose((x > -1.0f) & (x < infinity) & (absolute(x) >= negligible), value, special);
}

}  // namespace hgn::HGN_TARGET
