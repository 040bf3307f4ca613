// Whole numbers near a number.
#pragma once

#include "lanes.h"

namespace hgn::HGN_TARGET {

/** From here on every float32 is whole. */
constexpr float allWhole = 8388608;  // 2^23

/** To the nearest whole number, to the even one of two. */
HGN_INLINE Vector roundToEven(Vector x) {
  // Beside 2^23 there is no room for a fraction. What is whole already, infinite or NaN is not touched.
  const Vector size = absolute(x);
  const Vector rounded = (size + allWhole) - allWhole;
  return withSign(signOf(x), choose(size < allWhole, rounded, size));
}

/** To the next whole number below. */
HGN_INLINE Vector roundDown(Vector x) {
  const Vector near = roundToEven(x);
  const Vector lower = choose(near > x, near - 1.0f, near);
  return fromBits(bitsOf(lower) | signOf(x));  // 0 below is -0 where x is
}

/** To the next whole number above. */
HGN_INLINE Vector roundUp(Vector x) {
  const Vector near = roundToEven(x);
  const Vector upper = choose(near < x, near + 1.0f, near);
  return fromBits(bitsOf(upper) | signOf(x));  // -0 for what lies between -1 and 0
}

}  // namespace hgn::HGN_TARGET
