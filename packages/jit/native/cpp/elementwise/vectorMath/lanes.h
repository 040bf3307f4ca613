// Small steps that functions of vectors are made of.
#pragma once

#include "../../vector.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/** Functions of vectors have to become part of the loop that calls them: their constants then stay in registers. */
#define HGN_INLINE inline __attribute__((always_inline))

namespace hgn::HGN_TARGET {

/** Arithmetic of these wraps, which that of IntVector does not promise. */
typedef uint32_t WordVector __attribute__((vector_size(4 * HGN_LANES)));

constexpr float infinity = __builtin_inff();
constexpr float notANumber = __builtin_nanf("");

HGN_INLINE WordVector wordsOf(IntVector value) { return (WordVector)value; }
HGN_INLINE IntVector signedOf(WordVector value) { return (IntVector)value; }

/** a where the mask has all bits, b where it has none: one instruction where the processor has it. */
HGN_INLINE Vector choose(IntVector mask, Vector a, Vector b) { return mask ? a : b; }
HGN_INLINE IntVector choose(IntVector mask, IntVector a, IntVector b) { return mask ? a : b; }
HGN_INLINE Vector choose(IntVector mask, float a, Vector b) { return choose(mask, splat(a), b); }
HGN_INLINE Vector choose(IntVector mask, Vector a, float b) { return choose(mask, a, splat(b)); }
HGN_INLINE Vector choose(IntVector mask, float a, float b) { return choose(mask, splat(a), splat(b)); }

/** Whether any lane of a mask is set. */
HGN_INLINE bool any(IntVector mask) {
#if defined(__AVX512F__)
  return _mm512_test_epi32_mask((__m512i)mask, (__m512i)mask) != 0;
#elif defined(__AVX2__)
  return _mm256_movemask_ps((__m256)mask) != 0;
#elif defined(__SSE2__)
  return _mm_movemask_ps((__m128)mask) != 0;
#else
  uint64_t halves[2];
  std::memcpy(halves, &mask, sizeof halves);
  return (halves[0] | halves[1]) != 0;
#endif
}

constexpr int32_t signBit = INT32_MIN;

HGN_INLINE Vector absolute(Vector x) { return fromBits(bitsOf(x) & INT32_MAX); }
HGN_INLINE IntVector signOf(Vector x) { return bitsOf(x) & signBit; }
/** The sign, which is a single bit, added to what has none, or turning what has one. */
HGN_INLINE Vector withSign(IntVector sign, Vector x) { return fromBits(bitsOf(x) ^ sign); }

/** The lesser of a number and a bound; NaN stays. */
HGN_INLINE Vector atMost(Vector x, float bound) {
#if HGN_LANES == 8
  return _mm256_min_ps(splat(bound), x);
#elif HGN_LANES == 4 && defined(__SSE2__)
  return _mm_min_ps(splat(bound), x);
#else
  return choose(x > bound, bound, x);
#endif
}

/** The greater of a number and a bound; NaN stays. */
HGN_INLINE Vector atLeast(Vector x, float bound) {
#if HGN_LANES == 8
  return _mm256_max_ps(splat(bound), x);
#elif HGN_LANES == 4 && defined(__SSE2__)
  return _mm_max_ps(splat(bound), x);
#else
  return choose(x < bound, bound, x);
#endif
}

HGN_INLINE Vector squareRoot(Vector x) {
#if defined(__AVX512F__)
  return _mm512_maskz_sqrt_ps(0xffff, x);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(x);
#elif defined(__SSE2__)
  return _mm_sqrt_ps(x);
#elif defined(__clang__)
  return __builtin_elementwise_sqrt(x);
#else
  Vector result;
  for (int lane = 0; lane < lanes; lane++) result[lane] = __builtin_sqrtf(x[lane]);
  return result;
#endif
}

/** a - b · c, where told so rounded once: what depends on that must not depend on how the compiler is called. */
#if defined(__FMA__) && HGN_LANES > 4
constexpr bool fusesProducts = true;
HGN_INLINE Vector minusProduct(Vector a, Vector b, float c) {
#if HGN_LANES == 16
  return _mm512_fnmadd_ps(b, splat(c), a);
#else
  return _mm256_fnmadd_ps(b, splat(c), a);
#endif
}
#elif defined(__aarch64__) && defined(__clang__)
constexpr bool fusesProducts = true;
HGN_INLINE Vector minusProduct(Vector a, Vector b, float c) { return __builtin_elementwise_fma(b, splat(-c), a); }
#else
constexpr bool fusesProducts = false;
HGN_INLINE Vector minusProduct(Vector a, Vector b, float c) { return a - b * c; }
#endif

/** The value of a polynomial, the coefficient of the highest power first. */
template <typename... Coefficients>
HGN_INLINE Vector polynomial(Vector x, float highest, Coefficients... others) {
  Vector value = splat(highest);
  ((value = value * x + others), ...);
  return value;
}

}  // namespace hgn::HGN_TARGET
