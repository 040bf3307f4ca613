// Products with a very short inner dimension: little but writing c. Rows are written from end to end, not tile by tile.
#pragma once

#include "blocked.h"
#include "product.h"

namespace hgn::HGN_TARGET {

/** Longest inner dimension that counts as thin. */
constexpr int thinInner = 4;

/** Whether a product is thin, and b's rows are there to be read. */
inline bool isThin(const Product& product) {
  return product.inner <= thinInner && !product.packed && product.bColumn == 1 && product.columns >= lanes;
}

/**
 * Rows of a thin product. The sum starts from zero, and adding is decided at compile time, so that there is one way only to
 * fuse multiplications with additions: the columns behind the last vector get the bits that they would get in one.
 */
template <int inner, bool adds>
void multiplyThinRows(const Product& product, AddedSource added, Range rows, Range columns) {
  const float* const b = product.b + columns.begin;
  const int64_t width = columns.size(), whole = width / lanes * lanes, bInner = product.bInner;
  const float alpha = product.alpha;
  for (int64_t i = rows.begin; i < rows.end; i++) {
    float factor[inner];
    Vector factors[inner];
#pragma GCC unroll 4
    for (int k = 0; k < inner; k++) {
      factor[k] = product.a[i * product.aRow + k * product.aInner];
      factors[k] = splat(factor[k]);
    }
    float* const c = product.c + i * product.cRow + columns.begin;
    const float* const addition = adds ? added.first + i * added.row + columns.begin : nullptr;
    const Vector alphas = splat(alpha);
    for (int64_t j = 0; j < whole; j += lanes) {
      Vector sum = {};
#pragma GCC unroll 4
      for (int k = 0; k < inner; k++) sum += factors[k] * load(b + k * bInner + j);
      if constexpr (adds) {
        store(c + j, alphas * sum + load(addition + j));
      } else {
        store(c + j, alphas * sum);
      }
    }
    for (int64_t j = whole; j < width; j++) {
      float sum = 0;
#pragma GCC unroll 4
      for (int k = 0; k < inner; k++) sum += factor[k] * b[k * bInner + j];
      if constexpr (adds) {
        c[j] = alpha * sum + addition[j];
      } else {
        c[j] = alpha * sum;
      }
    }
  }
}

/** The same for an inner dimension known only now. */
template <bool adds>
inline void multiplyThinRows(const Product& product, AddedSource added, Range rows, Range columns) {
  switch (product.inner) {
    case 1: return multiplyThinRows<1, adds>(product, added, rows, columns);
    case 2: return multiplyThinRows<2, adds>(product, added, rows, columns);
    case 3: return multiplyThinRows<3, adds>(product, added, rows, columns);
    default: return multiplyThinRows<4, adds>(product, added, rows, columns);
  }
}

/** The rows and columns of a thin product. */
inline void multiplyThin(const Product& product, AddedSource added, Range rows, Range columns) {
  if (added.first) {
    multiplyThinRows<true>(product, added, rows, columns);
  } else {
    multiplyThinRows<false>(product, added, rows, columns);
  }
}

}  // namespace hgn::HGN_TARGET
