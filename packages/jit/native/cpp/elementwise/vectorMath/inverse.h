// The inverse functions of sines, cosines and tangents. All but one are rare in networks: the C library's.
#pragma once

#include "lanes.h"

namespace hgn::HGN_TARGET {

/** atan(x), above 1 as π/2 - atan(1 / x), by a polynomial that is off by 3e-9. */
HGN_INLINE Vector arcTangent(Vector x) {
  const Vector size = absolute(x);
  const IntVector isLarge = size > 1.0f;
  const Vector slope = choose(isLarge, 1.0f / size, size);
  const Vector square = slope * slope;
  const Vector tail =
      polynomial(square, -0.00178214419f, 0.0108662713f, -0.0310935341f, 0.0578788705f, -0.0839920789f, 0.109508611f,
                 -0.142640144f, 0.199985296f, -0.333332986f);
  const Vector angle = tail * (slope * square) + slope;
  return withSign(signOf(x), choose(isLarge, (1.57079637f - angle) + -4.37113883e-08f, angle));
}

inline float arcSineOf(float x) { return __builtin_asinf(x); }
inline float arcCosineOf(float x) { return __builtin_acosf(x); }
inline float areaSineOf(float x) { return __builtin_asinhf(x); }
/** musl gives numbers for some x below 1. */
inline float areaCosineOf(float x) { return x < 1.0f ? notANumber : __builtin_acoshf(x); }
inline float areaTangentOf(float x) { return __builtin_atanhf(x); }

}  // namespace hgn::HGN_TARGET
