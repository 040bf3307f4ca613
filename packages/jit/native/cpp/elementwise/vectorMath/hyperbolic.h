// sinh, cosh and tanh.
#pragma once

#include "exponential.h"

namespace hgn::HGN_TARGET {

/** e^x / 2 for x from 0: finite where sinh and cosh are. */
HGN_INLINE Vector halfExponential(Vector x) {
  const auto [count, rest] = splitExponent(atMost(x, 89.5f));
  const Vector quarter = exponentialOfRest(rest) * powerOfTwo(count - 2);
  return quarter + quarter;
}

/** sinh(x); below 1 as a polynomial that is off by 3e-10. */
HGN_INLINE Vector hyperbolicSine(Vector x) {
  const Vector size = absolute(x);
  const Vector square = size * size;
  const Vector tail = polynomial(square, 2.78221319e-06f, 0.000198428956f, 0.00833331048f, 0.166666672f);
  const Vector near = tail * (size * square) + size;
  const Vector half = halfExponential(size);
  return withSign(signOf(x), choose(size < 1.0f, near, half - 0.25f / half));
}

/** cosh(x). */
HGN_INLINE Vector hyperbolicCosine(Vector x) {
  const Vector half = halfExponential(absolute(x));
  return half + 0.25f / half;
}

/** tanh(x): a polynomial that is off by 1e-9 of it at most, and beyond 0.6 1 - 2 / (e^2x + 1). */
HGN_INLINE Vector hyperbolicTangent(Vector x) {
  const Vector size = absolute(x);
  const Vector square = size * size;
  const Vector tail =
      polynomial(square, -0.0058990051f, 0.0207992587f, -0.05378481f, 0.133319363f, -0.333332986f);
  const Vector near = tail * (size * square) + size;
  const Vector power = moderateExponential(atMost(size + size, 20.0f));
  const Vector far = 1.0f - 2.0f / (power + 1.0f);
  return withSign(signOf(x), choose(size < 0.6f, near, far));
}

}  // namespace hgn::HGN_TARGET
