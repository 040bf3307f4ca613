// Sigmoids and softplus. All are made of e^-|x|, which does not overflow: no tail is lost.
#pragma once

#include "exponential.h"

namespace hgn::HGN_TARGET {

/** e^-|x|; below the least normal number too. */
HGN_INLINE Vector exponentialOfMinusSize(Vector x) {
  const auto [count, rest] = splitExponent(atLeast(fromBits(bitsOf(x) | signBit), -105.0f));
  // The power may be below all normal numbers; 2^64 of it is not, and is exact.
  return exponentialOfRest(rest) * powerOfTwo(count + 64) * 5.42101086e-20f;  // 2^-64
}

/** 1 / (1 + e^-x). */
HGN_INLINE Vector sigmoid(Vector x) {
  const Vector power = exponentialOfMinusSize(x);
  return choose(x < 0.0f, power, 1.0f) / (power + 1.0f);
}

/** 1 / (1 + e^x). */
HGN_INLINE Vector fallingSigmoid(Vector x) {
  const Vector power = exponentialOfMinusSize(x);
  return choose(x > 0.0f, power, 1.0f) / (power + 1.0f);
}

/** 1 + e^x. */
HGN_INLINE Vector onePlusExponential(Vector x) { return exponential(x) + 1.0f; }

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|); the logarithm is off by 5e-9 of it. */
HGN_INLINE Vector softplus(Vector x) {
  const Vector power = exponentialOfMinusSize(x);
  const Vector tail = polynomial(power, -0.00329046859f, 0.0200862419f, -0.057457231f, 0.106611282f, -0.153448805f,
                                 0.196921021f, -0.24958019f, 0.333304644f, -0.499999315f);
  return choose(x <= 0.0f, 0.0f, x) + (tail * (power * power) + power);
}

}  // namespace hgn::HGN_TARGET
