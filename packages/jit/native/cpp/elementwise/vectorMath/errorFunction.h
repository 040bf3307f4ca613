// erf.
#pragma once

#include "exponential.h"

namespace hgn::HGN_TARGET {

/** erf(x): near 0 a polynomial, beyond 1 - 2^p(x), with p close to log2(1 - erf(x)); each off by 1e-9 at most. */
HGN_INLINE Vector errorFunction(Vector x) {
  const Vector size = absolute(x);
  const Vector nearTail = polynomial(size * size, 8.00277485e-05f, -0.000805080403f, 0.00519246049f, -0.0268557407f,
                                     0.112836257f, -0.376126289f, 0.128379166f);
  const Vector near = nearTail * size + size;
  const Vector exponent =
      polynomial(atMost(size, 4.0f), -3.00511183e-05f, 0.000622384483f, -0.00599625567f, 0.0361837447f, -0.156129032f,
                 -0.913804293f, -1.6295073f, 0.000244109193f);
  const Vector shifted = exponent + roundingTerm;
  const Vector rest = (exponent - (shifted - roundingTerm)) * 0.693147182f;
  const Vector far = 1.0f - exponentialOfRest(rest) * powerOfTwo(wordsOf(bitsOf(shifted)));
  return withSign(signOf(x), choose(size < 0.92f, near, far));
}

}  // namespace hgn::HGN_TARGET
