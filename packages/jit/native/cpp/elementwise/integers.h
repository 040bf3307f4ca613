// Operations on int32 and on bool, which is 0 or 1 in an int32, and between types; vectors hold their bits.
#pragma once

#include "arithmetic.h"

namespace hgn::HGN_TARGET {

HGN_INLINE int32_t bitsOf(float value) {
  int32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
HGN_INLINE Vector fromWords(WordVector value) { return fromBits(signedOf(value)); }

// Sums, differences and products wrap.
HGN_INLINE Vector negativeInt(Vector x) { return fromWords(-wordsOf(bitsOf(x))); }
HGN_INLINE Vector sumInt(Vector a, Vector b) { return fromWords(wordsOf(bitsOf(a)) + wordsOf(bitsOf(b))); }
HGN_INLINE Vector differenceInt(Vector a, Vector b) { return fromWords(wordsOf(bitsOf(a)) - wordsOf(bitsOf(b))); }
HGN_INLINE Vector productInt(Vector a, Vector b) { return fromWords(wordsOf(bitsOf(a)) * wordsOf(bitsOf(b))); }
/** The least integer stays. */
HGN_INLINE Vector absoluteInt(Vector x) {
  const IntVector below = bitsOf(x) >> 31;
  return fromWords(wordsOf(bitsOf(x) ^ below) - wordsOf(below));
}
HGN_INLINE Vector signInt(Vector x) { return fromBits((bitsOf(x) >> 31) | ((bitsOf(x) > 0) & 1)); }

HGN_INLINE IntVector greaterOf(IntVector a, IntVector b) { return choose(a > b, a, b); }
HGN_INLINE IntVector lesserOf(IntVector a, IntVector b) { return choose(a < b, a, b); }
HGN_INLINE Vector greaterInt(Vector a, Vector b) { return fromBits(greaterOf(bitsOf(a), bitsOf(b))); }
HGN_INLINE Vector lesserInt(Vector a, Vector b) { return fromBits(lesserOf(bitsOf(a), bitsOf(b))); }
/** The bounds are the bits of integers. */
HGN_INLINE Vector clipInt(Vector x, float least, float most) {
  return fromBits(lesserOf(greaterOf(bitsOf(x), splatInt(bitsOf(least))), splatInt(bitsOf(most))));
}

/** The product where the processor would refuse to divide: 0 for a divisor of 0, and what wraps for -1. */
HGN_INLINE int32_t quotientOf(int32_t a, int32_t b) {
  const uint32_t product = static_cast<uint32_t>(a) * static_cast<uint32_t>(b);
  return b == 0 || b == -1 ? static_cast<int32_t>(product) : a / b;
}
HGN_INLINE int32_t floorQuotientOf(int32_t a, int32_t b) {
  if (b == 0 || b == -1) return quotientOf(a, b);
  const int32_t quotient = a / b;
  const int32_t remainder = a - quotient * b;
  return quotient - (remainder != 0 && (remainder < 0) != (b < 0));
}
/** With the sign of the divisor; 0 for a divisor of 0. */
HGN_INLINE int32_t moduloOf(int32_t a, int32_t b) {
  if (b == 0 || b == -1) return 0;
  const int32_t remainder = a % b;
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}
/** Wraps; of a power below 0 the whole part, and 0 where the base is 0. */
HGN_INLINE int32_t powerOf(int32_t base, int32_t exponent) {
  if (exponent < 0) {
    if (base == 1) return 1;
    if (base == -1) return exponent & 1 ? -1 : 1;
    return 0;
  }
  uint32_t result = 1;
  uint32_t square = static_cast<uint32_t>(base);
  for (uint32_t rest = static_cast<uint32_t>(exponent); rest != 0; rest >>= 1) {
    if (rest & 1) result *= square;
    square *= square;
  }
  return static_cast<int32_t>(result);
}

/** Kernel of a function of two integers, one after the other. */
template <int32_t (*function)(int32_t, int32_t)>
void integerKernel(float* out, const float* a, const float* b, const float*, int64_t n, float, float) {
  for (int64_t i = 0; i < n; i++) {
    const int32_t result = function(bitsOf(a[i]), bitsOf(b[i]));
    std::memcpy(out + i, &result, sizeof result);
  }
}

HGN_INLINE Vector isEqualInt(Vector a, Vector b) { return truth(bitsOf(a) == bitsOf(b)); }
HGN_INLINE Vector isNotEqualInt(Vector a, Vector b) { return truth(bitsOf(a) != bitsOf(b)); }
HGN_INLINE Vector isLessInt(Vector a, Vector b) { return truth(bitsOf(a) < bitsOf(b)); }
HGN_INLINE Vector isLessOrEqualInt(Vector a, Vector b) { return truth(bitsOf(a) <= bitsOf(b)); }
HGN_INLINE Vector isGreaterInt(Vector a, Vector b) { return truth(bitsOf(a) > bitsOf(b)); }
HGN_INLINE Vector isGreaterOrEqualInt(Vector a, Vector b) { return truth(bitsOf(a) >= bitsOf(b)); }

HGN_INLINE Vector notBool(Vector x) { return truth(bitsOf(x) == 0); }
HGN_INLINE Vector andBool(Vector a, Vector b) { return truth((bitsOf(a) != 0) & (bitsOf(b) != 0)); }
HGN_INLINE Vector orBool(Vector a, Vector b) { return truth((bitsOf(a) | bitsOf(b)) != 0); }
/** Of any type; no arithmetic touches the bits. */
HGN_INLINE Vector selectAny(Vector condition, Vector a, Vector b) { return choose(bitsOf(condition) != 0, a, b); }

/** Cut off towards zero; the nearest integer for what is beyond int32, and 0 for NaN, on every processor. */
HGN_INLINE Vector toInt(Vector x) {
  constexpr float beyond = 2147483648.0f;  // 2^31
  const IntVector fits = (x >= -beyond) & (x < beyond);
  const IntVector cut = __builtin_convertvector(choose(fits, x, 0.0f), IntVector);
  const IntVector end = ((x >= beyond) & INT32_MAX) | ((x < -beyond) & INT32_MIN);
  return fromBits(cut | end);
}
HGN_INLINE Vector toFloat(Vector x) { return __builtin_convertvector(bitsOf(x), Vector); }
/** NaN is true. */
HGN_INLINE Vector floatToBool(Vector x) { return truth(x != 0.0f); }
HGN_INLINE Vector intToBool(Vector x) { return truth(bitsOf(x) != 0); }

}  // namespace hgn::HGN_TARGET
