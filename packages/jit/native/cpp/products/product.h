// What a matrix product is made of, and the sizes that its kernels and its blocks share.
#pragma once

#include "../vector.h"

namespace hgn::HGN_TARGET {

/** c = alpha·a·b + beta·added; strides in elements. */
struct Product {
  int64_t rows, columns, inner;         // any of them may be 0 (inner = 0: c = beta·added)
  const float* a;                       // element (i, k) at a[i*aRow + k*aInner]; one stride is 1, or its length is 1
  int64_t aRow, aInner;
  const float* b;                       // element (k, j) at b[k*bInner + j*bColumn]; unused where packed is given
  int64_t bInner, bColumn;
  const float* packed;                  // panels from packColumns, or nullptr
  float* c;                             // columns are contiguous
  int64_t cRow;
  float alpha;
  const float* added;                   // may be nullptr, and may be c itself (with c's strides)
  int64_t addedRow, addedColumn;        // may be 0, to repeat a row or a column
  float beta;
};

/** The half-open range of rows, columns or panels that a call works on. */
struct Range {
  int64_t begin, end;
  int64_t size() const { return end - begin; }
};

/** Columns of a panel: two vectors. */
constexpr int panelColumns = 2 * lanes;

/** Most rows of a tile: as many as keep two vectors of sums each in registers, beside b's two and one of a. */
#if HGN_LANES == 16
constexpr int tileRows = 12;
#elif defined(__aarch64__)
constexpr int tileRows = 8;
#else
constexpr int tileRows = 6;
#endif

/** Most vectors of sums that a tile of few rows spreads over, to have enough independent sums in flight. */
constexpr int maximumSums = 2 * tileRows;

/** Longest stretch of the inner dimension summed in registers; a panel's stretch stays in the first-level cache. */
constexpr int64_t innerBlock = 256;

/** Rows of a that are packed at a time; with innerBlock this fills a fifth of a second-level cache of 512 KiB. */
constexpr int64_t rowBlock = 96;

/** Floats of b that are packed at a time. */
constexpr int64_t panelBlockFloats = innerBlock * 256;

/** value / by, rounded up. */
constexpr int64_t divideUp(int64_t value, int64_t by) { return (value + by - 1) / by; }

/** The smaller of two lengths. */
constexpr int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/** Part `index` of `length` cut into `parts` parts whose sizes differ by one at most, longer ones first. */
constexpr Range evenPart(int64_t length, int64_t parts, int64_t index) {
  const int64_t size = length / parts, longer = length % parts;
  const int64_t begin = index * size + smaller(index, longer);
  return {begin, begin + size + (index < longer ? 1 : 0)};
}

/** Stretches in which a product sums its inner dimension: a function of its length alone, as the order of the sum is. */
constexpr int64_t innerBlocks(int64_t inner) { return divideUp(inner, innerBlock); }

}  // namespace hgn::HGN_TARGET
