// sin, cos and tan.
#pragma once

#include "lanes.h"

namespace hgn::HGN_TARGET {

/** Up to here, multiples of π/2 are taken away as follows; beyond, the C library computes. */
constexpr float largestAngle = 10000;

/** Sine and cosine of |x| less the nearest multiple of π/2, and the lowest bits of which multiple that is. */
struct Turned {
  WordVector quarters;
  Vector sine;
  Vector cosine;
};

/** For sizes up to the largest angle. */
HGN_INLINE Turned turn(Vector size) {
  constexpr float shift = 12582912;  // as for exponentials: the whole number is in the lowest bits
  const Vector shifted = size * 0.636619772f + shift;
  const Vector count = shifted - shift;
  Vector rest;
  if constexpr (fusesProducts) {
    rest = minusProduct(size, count, 1.57079637f);
    rest = minusProduct(rest, count, -4.37113883e-08f);
    rest = minusProduct(rest, count, -1.71512451e-15f);
  } else {
    // Parts of 11 bits: their products with the count, which has 13, are exact.
    rest = minusProduct(size, count, 1.5703125f);
    rest = minusProduct(rest, count, 0.000483751297f);
    rest = minusProduct(rest, count, 7.54953362e-08f);
    rest = minusProduct(rest, count, 2.56328292e-12f);
    rest = minusProduct(rest, count, 6.12323426e-17f);
  }
  const Vector square = rest * rest;
  const Vector sineTail = polynomial(square, -0.00019517896f, 0.00833218731f, -0.166666552f);
  const Vector cosineTail = polynomial(square, 2.44323273e-05f, -0.00138873095f, 0.0416666456f);
  return {wordsOf(bitsOf(shifted)), sineTail * (rest * square) + rest,
          cosineTail * (square * square) + (1.0f - 0.5f * square)};
}

/** All bits where the number of quarters is odd. */
HGN_INLINE IntVector isOdd(WordVector quarters) { return signedOf(quarters << 31) >> 31; }

/** Puts in what the C library gives where x is large or not finite. */
template <float (*function)(float)>
__attribute__((noinline, cold)) void replaceLarge(const float* x, float* result) {
  for (int lane = 0; lane < lanes; lane++) {
    if (!(__builtin_fabsf(x[lane]) <= largestAngle)) result[lane] = function(x[lane]);
  }
}

/** The vectors' value, but of large x what the C library gives. */
template <float (*function)(float)>
HGN_INLINE Vector withLarge(Vector x, Vector value) {
  if (__builtin_expect(any(~(absolute(x) <= largestAngle)), 0)) {
    float numbers[lanes];
    float results[lanes];
    store(numbers, x);
    store(results, value);
    replaceLarge<function>(numbers, results);
    return load(results);
  }
  return value;
}

inline float sineOf(float x) { return __builtin_sinf(x); }
inline float cosineOf(float x) { return __builtin_cosf(x); }
inline float tangentOf(float x) { return __builtin_tanf(x); }

HGN_INLINE Vector sine(Vector x) {
  const Turned turned = turn(absolute(x));
  const IntVector sign = signOf(x) ^ signedOf((turned.quarters & 2) << 30);
  return withLarge<sineOf>(x, withSign(sign, choose(isOdd(turned.quarters), turned.cosine, turned.sine)));
}

HGN_INLINE Vector cosine(Vector x) {
  const Turned turned = turn(absolute(x));
  const IntVector sign = signedOf(((turned.quarters + 1) & 2) << 30);
  return withLarge<cosineOf>(x, withSign(sign, choose(isOdd(turned.quarters), turned.sine, turned.cosine)));
}

HGN_INLINE Vector tangent(Vector x) {
  const Turned turned = turn(absolute(x));
  const IntVector odd = isOdd(turned.quarters);
  const IntVector sign = signOf(x) ^ (odd & signBit);
  const Vector above = choose(odd, turned.cosine, turned.sine);
  const Vector below = choose(odd, turned.sine, turned.cosine);
  return withLarge<tangentOf>(x, withSign(sign, above / below));
}

}  // namespace hgn::HGN_TARGET
