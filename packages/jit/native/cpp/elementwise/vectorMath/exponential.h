// e^x, e^x - 1, and what is made of them. Coefficients here and in the files beside are of least greatest relative error
// (Remez' algorithm), the lower ones rounded to float32 before the higher ones were fitted.
#pragma once

#include "lanes.h"

namespace hgn::HGN_TARGET {

/** x = count · log 2 + rest, the rest being half of log 2 at most. */
struct PowerAndRest {
  /** The count as an integer; what stands above its lowest 9 bits is lost where it is shifted to the exponent's place. */
  WordVector count;
  Vector rest;
};

/**
 * Added to a number below 2^22 and taken away again, leaves the nearest whole number, which stands in the lowest bits of the
 * sum.
 */
constexpr float roundingTerm = 12582912;  // 1.5 · 2^23

/** log 2 in two parts, the first so short that a product with a count of 8 bits is exact. */
constexpr float logTwoHigh = 0.693145751953125f;
constexpr float logTwoLow = 1.42860677e-6f;

/** For |x| up to 2^8. */
HGN_INLINE PowerAndRest splitExponent(Vector x) {
  const Vector shifted = x * 1.44269504f + roundingTerm;
  const Vector count = shifted - roundingTerm;
  return {wordsOf(bitsOf(shifted)), (x - count * logTwoHigh) - count * logTwoLow};
}

/** 2^count for whole counts of -126 to 127. */
HGN_INLINE Vector powerOfTwo(WordVector count) { return fromBits(signedOf((count << 23) + 0x3f800000u)); }

/** e^rest for |rest| up to half of log 2; off by 3e-9. */
HGN_INLINE Vector exponentialOfRest(Vector rest) {
  const Vector tail = polynomial(rest, 0.0013838812f, 0.00836919248f, 0.0416681021f, 0.166665167f, 0.49999994f);
  return (tail * (rest * rest) + rest) + 1.0f;
}

/** e^x for |x| up to 87. */
HGN_INLINE Vector moderateExponential(Vector x) {
  const auto [count, rest] = splitExponent(x);
  return exponentialOfRest(rest) * powerOfTwo(count);
}

/** e^x; below the least normal number too. */
HGN_INLINE Vector exponential(Vector x) {
  const auto [count, rest] = splitExponent(atMost(atLeast(x, -105.0f), 89.0f));
  // 2^-151 and 2^128 are no normal numbers, their roots are.
  const WordVector whole = count - wordsOf(bitsOf(splat(roundingTerm)));
  const WordVector half = wordsOf(signedOf(whole) >> 1);
  return exponentialOfRest(rest) * powerOfTwo(half) * powerOfTwo(whole - half);
}

/** Below this size e^x - 1 and log(1 + x) are x. */
constexpr float negligible = 2.98023224e-8f;  // 2^-25

/** e^x - 1 without cancellation. */
HGN_INLINE Vector exponentialMinusOne(Vector x) {
  const auto [count, rest] = splitExponent(atMost(atLeast(x, -18.0f), 89.0f));
  const Vector tail =
      polynomial(rest, 0.000197464236f, 0.00138950453f, 0.00833341386f, 0.0416668877f, 0.166666672f, 0.5f);
  const Vector ofRest = tail * (rest * rest) + rest;
  // Half of the power: 2^128 is no number.
  const Vector power = powerOfTwo(count - 1);
  const Vector half = power * ofRest + (power - 0.5f);
  return choose(absolute(x) < negligible, x, half + half);
}

/** x where positive, else e^x - 1. */
HGN_INLINE Vector elu(Vector x) { return choose(x > 0.0f, x, exponentialMinusOne(x)); }

/** Klambauer et al. 2017 (arXiv:1706.02515), with the constants of tfjs. */
HGN_INLINE Vector selu(Vector x) {
  constexpr double scale = 1.0507009873554805;
  constexpr double alpha = 1.6732632423543772;
  constexpr float above = static_cast<float>(scale);
  constexpr float below = static_cast<float>(scale * alpha);
  return choose(x > 0.0f, x * above, exponentialMinusOne(x) * below);
}

}  // namespace hgn::HGN_TARGET
