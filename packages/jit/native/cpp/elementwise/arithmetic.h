// Operations on floats that need no approximation; results that are bool are vectors of the integers 0 and 1.
#pragma once

#include "vectorMath/rounding.h"

namespace hgn::HGN_TARGET {

/** 1 where the mask is set, else 0, as integers. */
HGN_INLINE Vector truth(IntVector mask) { return fromBits(mask & 1); }

HGN_INLINE Vector negative(Vector x) { return withSign(splatInt(signBit), x); }
HGN_INLINE Vector reciprocal(Vector x) { return 1.0f / x; }
HGN_INLINE Vector reciprocalRoot(Vector x) { return 1.0f / squareRoot(x); }
/** 0 for -0; NaN stays. */
HGN_INLINE Vector relu(Vector x) { return choose(x <= 0.0f, 0.0f, x); }
HGN_INLINE Vector leakyRelu(Vector x, float slope) { return choose(x < 0.0f, x * slope, x); }
/** 1 above 0, else what stands below; NaN stays. */
HGN_INLINE Vector step(Vector x, float below) { return choose(x <= 0.0f, below, choose(x > 0.0f, 1.0f, x)); }
/** Zeros stay what they are, and NaN. */
HGN_INLINE Vector sign(Vector x) { return choose(x > 0.0f, 1.0f, choose(x < 0.0f, -1.0f, x)); }
/** The upper bound where the bounds cross; NaN stays. */
HGN_INLINE Vector clip(Vector x, float least, float most) { return atMost(atLeast(x, least), most); }
HGN_INLINE Vector isNaN(Vector x) { return truth(x != x); }
HGN_INLINE Vector isInf(Vector x) { return truth(absolute(x) == infinity); }

HGN_INLINE Vector sum(Vector a, Vector b) { return a + b; }
HGN_INLINE Vector difference(Vector a, Vector b) { return a - b; }
HGN_INLINE Vector product(Vector a, Vector b) { return a * b; }
HGN_INLINE Vector quotient(Vector a, Vector b) { return a / b; }
HGN_INLINE Vector floorQuotient(Vector a, Vector b) { return roundDown(a / b); }

/** NaN where either is; of two zeros 0, unless both are -0. */
HGN_INLINE Vector greater(Vector a, Vector b) {
  const Vector chosen = choose(a > b, a, choose(a == b, fromBits(bitsOf(a) & bitsOf(b)), b));
  return choose(a != a, a, chosen);
}

/** NaN where either is; of two zeros -0, unless both are 0. */
HGN_INLINE Vector lesser(Vector a, Vector b) {
  const Vector chosen = choose(a < b, a, choose(a == b, fromBits(bitsOf(a) | bitsOf(b)), b));
  return choose(a != a, a, chosen);
}

/** The remainder with the sign of the divisor: where a has the other sign, the divisor is added first. */
inline float remainderOf(float a, float b) {
  const float remainder = __builtin_fmodf(a, b);
  return (a < 0) == (b < 0) ? remainder : __builtin_fmodf(remainder + b, b);
}
inline float powerOf(float a, float b) { return __builtin_powf(a, b); }

HGN_INLINE Vector isEqual(Vector a, Vector b) { return truth(a == b); }
HGN_INLINE Vector isNotEqual(Vector a, Vector b) { return truth(a != b); }
HGN_INLINE Vector isLess(Vector a, Vector b) { return truth(a < b); }
HGN_INLINE Vector isLessOrEqual(Vector a, Vector b) { return truth(a <= b); }
HGN_INLINE Vector isGreater(Vector a, Vector b) { return truth(a > b); }
HGN_INLINE Vector isGreaterOrEqual(Vector a, Vector b) { return truth(a >= b); }

HGN_INLINE Vector copy(Vector x) { return x; }
HGN_INLINE Vector productAndSum(Vector a, Vector b, Vector c) { return a * b + c; }
HGN_INLINE Vector productWith(Vector x, float factor) { return x * factor; }
HGN_INLINE Vector sumWith(Vector x, float term) { return x + term; }
HGN_INLINE Vector sumWithScaled(Vector a, Vector b, float factor) { return a + factor * b; }

}  // namespace hgn::HGN_TARGET
