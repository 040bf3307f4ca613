// Products with few columns, or few rows: no vector of columns would be full. Where the inner dimension is contiguous they
// are dot products; where a's rows are adjacent, rows take the place of columns.
#pragma once

#include "blocked.h"
#include "product.h"
#include "shuffles.h"
#include "target.h"

namespace hgn::HGN_TARGET {

/** Most columns (or rows) that count as few. */
constexpr int few = lanes >= 8 ? 4 : 2;

/** Sums that dot products keep in registers: enough in flight, and a multiple of lanes. */
constexpr int dotSums = lanes > 8 ? lanes : 8;

/** Many contiguous vectors against a few: `rows` by `count` at a time. */
struct DotWork {
  int64_t inner;
  const float* many;
  int64_t manyStep;
  const float* few;  // `inner` rounded up to lanes each; the last vector holds the last `lanes` elements, the rest zeros
  float* sums;       // the sum of (i, j) at sums[i*count + j]
};

/** Elements of a last vector that are not in the one before, as a mask; a last vector always ends with the operand. */
inline IntVector lastMask(int64_t inner) {
  const int32_t from = static_cast<int32_t>((lanes - inner % lanes) % lanes);
  int32_t mask[lanes];
  for (int32_t i = 0; i < lanes; i++) mask[i] = i >= from ? -1 : 0;
  return load(mask);
}

/** Dot products of `rows` of the many with `count` of the few, each a sum over lanes and then across them. */
template <int rows, int count>
inline void multiplyDots(const DotWork& work) {
  constexpr int total = divideUp(rows * count, lanes) * lanes;
  Vector sums[total] = {};
  const int64_t whole = work.inner / lanes * lanes, fewStep = divideUp(work.inner, lanes) * lanes;
  for (int64_t k = 0; k < whole; k += lanes) {
    Vector factor[count];
#pragma GCC unroll 16
    for (int j = 0; j < count; j++) factor[j] = load(work.few + j * fewStep + k);
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
      const Vector left = load(work.many + i * work.manyStep + k);
#pragma GCC unroll 16
      for (int j = 0; j < count; j++) sums[i * count + j] += left * factor[j];
    }
  }
  if (whole < work.inner) {
    const IntVector mask = lastMask(work.inner);
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
      const Vector left = select(mask, load(work.many + i * work.manyStep + work.inner - lanes), Vector{});
#pragma GCC unroll 16
      for (int j = 0; j < count; j++) sums[i * count + j] += left * load(work.few + j * fewStep + whole);
    }
  }
  float results[total];
#pragma GCC unroll 16
  for (int i = 0; i < total; i += lanes) store(results + i, sumLanes(sums + i));
  std::memcpy(work.sums, results, rows * count * sizeof(float));
}

/** Copies the few for multiplyDots; element (j, k) at from[j*step + k*inner]. `inner` is at least lanes. */
inline void packFew(const float* from, int64_t step, int64_t innerStep, int64_t inner, int64_t count, float* to) {
  const int64_t whole = inner / lanes * lanes, length = divideUp(inner, lanes) * lanes;
  for (int64_t j = 0; j < count; j++, to += length) {
    for (int64_t k = 0; k < whole; k++) to[k] = from[j * step + k * innerStep];
    for (int64_t k = whole; k < length; k++) {
      const int64_t source = inner - length + k;
      to[k] = source < whole ? 0.0f : from[j * step + source * innerStep];
    }
  }
}

/** All dot products of `length` of the many with `count` of the few. */
template <int count>
inline void multiplyManyDots(DotWork work, int64_t length, const SumTarget& target) {
  constexpr int rows = dotSums / count;
  float sums[rows * count];
  const float* const many = work.many;
  work.sums = sums;
  int64_t i = 0;
  for (; i + rows <= length; i += rows) {
    work.many = many + i * work.manyStep;
    multiplyDots<rows, count>(work);
    putSums(target, sums, i, rows, count, count, 1);
  }
  for (; i < length; i++) {
    work.many = many + i * work.manyStep;
    multiplyDots<1, count>(work);
    putSums(target, sums, i, 1, count, count, 1);
  }
}

/** Dot products of the many with `count` (1 to 4) of the few. */
inline void multiplyManyDots(const DotWork& work, int64_t length, int64_t count, const SumTarget& target) {
  switch (count) {
    case 1: return multiplyManyDots<1>(work, length, target);
    case 2: return multiplyManyDots<2>(work, length, target);
    case 3: return multiplyManyDots<3>(work, length, target);
    default: return multiplyManyDots<4>(work, length, target);
  }
}

/** Whether b's few columns meet a's contiguous inner dimension. */
inline bool isFewColumns(const Product& product) {
  return product.columns <= few && !product.packed && product.aInner == 1 && product.inner >= lanes;
}

/** Whether a's few rows meet b's contiguous inner dimension. */
inline bool isFewRows(const Product& product) {
  return product.rows <= few && !product.packed && product.bInner == 1 && product.columns > 1 && product.inner >= lanes;
}

/** Whether b's few columns meet a's adjacent rows. */
inline bool isFewColumnsAcross(const Product& product) {
  return product.columns <= few && !product.packed && product.aInner != 1 && product.aRow == 1 &&
         product.rows >= lanes && product.inner > 1;
}

/** A product with few columns or few rows as dot products. */
inline void multiplyFew(const Product& product, AddedSource added, Range rows, Range columns, float* scratch) {
  const bool fewColumns = isFewColumns(product);
  const Range many = fewColumns ? rows : columns, fewOnes = fewColumns ? columns : rows;
  const int64_t blocks = innerBlocks(product.inner);
  for (int64_t block = 0; block < blocks; block++) {
    const Range inner = evenPart(product.inner, blocks, block);
    const float* const a = product.a + rows.begin * product.aRow + inner.begin * product.aInner;
    const float* const b = product.b + inner.begin * product.bInner + columns.begin * product.bColumn;
    SumTarget target = {product.c + rows.begin * product.cRow + columns.begin, product.cRow, 1, product.alpha, nullptr,
                        product.cRow, 1};
    target.added = target.c;
    if (block == 0) {
      target.added = added.first ? added.first + rows.begin * added.row + columns.begin : nullptr;
      target.addedFirst = added.row;
    }
    DotWork work = {inner.size(), a, product.aRow, scratch, nullptr};
    if (fewColumns) {
      packFew(b, product.bColumn, product.bInner, inner.size(), fewOnes.size(), scratch);
    } else {
      packFew(a, product.aRow, product.aInner, inner.size(), fewOnes.size(), scratch);
      work.many = b;
      work.manyStep = product.bColumn;
      std::swap(target.cFirst, target.cSecond);
      std::swap(target.addedFirst, target.addedSecond);
    }
    multiplyManyDots(work, many.size(), fewOnes.size(), target);
  }
}

/** A product with few columns and adjacent rows of a: tiles whose rows are b's columns and whose columns are a's rows. */
inline void multiplyAcross(const Product& product, AddedSource added, Range rows, Range columns, float* scratch) {
  const int64_t blocks = innerBlocks(product.inner), count = columns.size();
  const bool rowsAdjacent = product.bInner != 1;
  float sums[maximumSums * lanes];
  for (int64_t block = 0; block < blocks; block++) {
    const Range inner = evenPart(product.inner, blocks, block);
    SumTarget target = {product.c + rows.begin * product.cRow + columns.begin, product.cRow, 1, product.alpha, nullptr,
                        product.cRow, 1};
    target.added = target.c;
    if (block == 0) {
      target.added = added.first ? added.first + rows.begin * added.row + columns.begin : nullptr;
      target.addedFirst = added.row;
    }
    TileWork work;
    work.inner = inner.size();
    work.a = product.b + inner.begin * product.bInner + columns.begin * product.bColumn;
    work.aStep = rowsAdjacent ? product.bInner : product.bColumn;
    work.bInner = product.aInner;
    work.bPanel = panelColumns;
    work.alpha = work.alphaAlone = 1.0f;
    work.added = nullptr;
    work.addedRow = 0;
    for (int64_t row = 0; row < rows.size();) {
      const int64_t left = rows.size() - row;
      const int vectors = tileVectors(count, left);
      const int64_t width = smaller(vectors * lanes, left);
      work.b = product.a + inner.begin * product.aInner + rows.begin + row;
      if (width < vectors * lanes) {
        packPanelOfRows(work.b, product.aInner, inner.size(), width, scratch);
        work.b = scratch;
        work.bInner = panelColumns;
      }
      work.c = sums;
      work.cRow = vectors * lanes;
      tileFor(count, vectors, rowsAdjacent)(work);
      putSums(target, sums, row, width, count, 1, work.cRow);
      row += width;
    }
  }
}

}  // namespace hgn::HGN_TARGET
