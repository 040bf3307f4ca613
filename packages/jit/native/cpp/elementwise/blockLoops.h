// From functions of vectors to functions of blocks.
#pragma once

#include "vectorMath/lanes.h"

namespace hgn::HGN_TARGET {

/**
 * What one operation does to a block of n numbers; unused operands are null. Blocks of int32 and of bool are passed as if
 * they were of float. `out` may be an operand. `first` and `second` are numbers that are the same for all elements.
 */
using Kernel = void (*)(float* out, const float* a, const float* b, const float* c, int64_t n, float first, float second);

/** The first numbers of a vector; the others are 0. */
HGN_INLINE Vector loadSome(const float* from, int64_t count) {
#if defined(__AVX512F__)
  return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
#else
  float numbers[lanes] = {};
  for (int64_t lane = 0; lane < count; lane++) numbers[lane] = from[lane];
  return load(numbers);
#endif
}

/** Writes the first numbers of a vector. */
HGN_INLINE void storeSome(float* to, Vector value, int64_t count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), value);
#else
  float numbers[lanes];
  store(numbers, value);
  for (int64_t lane = 0; lane < count; lane++) to[lane] = numbers[lane];
#endif
}

/** Writes function(a), `function` being of one vector. */
template <typename Function>
HGN_INLINE void forEach(float* out, const float* a, int64_t n, Function function) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, function(load(a + i)));
  if (i < n) storeSome(out + i, function(loadSome(a + i, n - i)), n - i);
}

/** Writes function(a, b). */
template <typename Function>
HGN_INLINE void forEach(float* out, const float* a, const float* b, int64_t n, Function function) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, function(load(a + i), load(b + i)));
  if (i < n) storeSome(out + i, function(loadSome(a + i, n - i), loadSome(b + i, n - i)), n - i);
}

/** Writes function(a, b, c). */
template <typename Function>
HGN_INLINE void forEach(float* out, const float* a, const float* b, const float* c, int64_t n, Function function) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, function(load(a + i), load(b + i), load(c + i)));
  if (i < n) {
    const int64_t rest = n - i;
    storeSome(out + i, function(loadSome(a + i, rest), loadSome(b + i, rest), loadSome(c + i, rest)), rest);
  }
}

/** Kernel of a function of one vector. */
template <auto function>
void unaryKernel(float* out, const float* a, const float*, const float*, int64_t n, float, float) {
  forEach(out, a, n, [](Vector x) __attribute__((always_inline)) { return function(x); });
}

/** Kernel of a function of one vector and one number. */
template <auto function>
void unaryKernelWithNumber(float* out, const float* a, const float*, const float*, int64_t n, float first, float) {
  forEach(out, a, n, [first](Vector x) __attribute__((always_inline)) { return function(x, first); });
}

/** Kernel of a function of one vector and two numbers. */
template <auto function>
void unaryKernelWithNumbers(float* out, const float* a, const float*, const float*, int64_t n, float first, float second) {
  forEach(out, a, n, [=](Vector x) __attribute__((always_inline)) { return function(x, first, second); });
}

/** Kernel of a function of two vectors. */
template <auto function>
void binaryKernel(float* out, const float* a, const float* b, const float*, int64_t n, float, float) {
  forEach(out, a, b, n, [](Vector x, Vector y) __attribute__((always_inline)) { return function(x, y); });
}

/** Kernel of a function of two vectors and one number. */
template <auto function>
void binaryKernelWithNumber(float* out, const float* a, const float* b, const float*, int64_t n, float first, float) {
  forEach(out, a, b, n, [first](Vector x, Vector y) __attribute__((always_inline)) { return function(x, y, first); });
}

/** Kernel of a function of three vectors. */
template <auto function>
void ternaryKernel(float* out, const float* a, const float* b, const float* c, int64_t n, float, float) {
  forEach(out, a, b, c, n, [](Vector x, Vector y, Vector z) __attribute__((always_inline)) { return function(x, y, z); });
}

/** Kernel of a function of one number, one after the other. */
template <float (*function)(float)>
void scalarKernel(float* out, const float* a, const float*, const float*, int64_t n, float, float) {
  for (int64_t i = 0; i < n; i++) out[i] = function(a[i]);
}

/** Kernel of a function of two numbers, one after the other. */
template <float (*function)(float, float)>
void scalarPairKernel(float* out, const float* a, const float* b, const float*, int64_t n, float, float) {
  for (int64_t i = 0; i < n; i++) out[i] = function(a[i], b[i]);
}

}  // namespace hgn::HGN_TARGET
