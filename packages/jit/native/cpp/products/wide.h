// Products of a small matrix with a wide one: what reading the wide one costs decides, not arithmetic. Its rows often lie a
// multiple of 4096 bytes apart, where one line of each is more than the nearest cache holds in one place.
#pragma once

#include "blocked.h"

namespace hgn::HGN_TARGET {

/** Panels that are worked on at a time: a stretch of each row long enough to read it at full speed. */
constexpr int64_t widePanels = 4;

/** Longest inner dimension of a product that counts as wide. */
constexpr int64_t wideInner = 64;

/** Whether a small matrix meets a wide one whose rows can be read from end to end. */
inline bool isWide(const Product& product, Range columns) {
  return product.inner <= wideInner && product.rows <= wideInner && product.rows > tileRows && !product.packed &&
         product.bColumn == 1 && columns.size() >= 2 * widePanels * panelColumns;
}

/** Copies a stretch of each of b's rows into panels, while the next stretch is fetched. */
inline void packStretch(const float* b, int64_t bInner, int64_t inner, float* panels) {
  constexpr int64_t width = widePanels * panelColumns;
  for (int64_t k = 0; k < inner; k++, b += bInner) {
    for (int64_t line = 0; line < width; line += 16) __builtin_prefetch(b + width + line);
    float* to = panels + k * panelColumns;
#pragma GCC unroll 4
    for (int64_t panel = 0; panel < widePanels; panel++) {
      const Vector first = load(b + panel * panelColumns), second = load(b + panel * panelColumns + lanes);
      store(to + panel * inner * panelColumns, first);
      store(to + panel * inner * panelColumns + lanes, second);
    }
  }
}

/** The rows and columns of a wide product, with `added` ready to be added as it is. */
inline void multiplyWide(const Product& product, AddedSource added, Range rows, Range columns, float* scratch) {
  constexpr int64_t width = widePanels * panelColumns;
  const LeftSource left = leftOf(product);
  const int64_t whole = columns.begin + columns.size() / width * width;
  for (int64_t column = columns.begin; column < whole; column += width) {
    packStretch(product.b + column, product.bInner, product.inner, scratch);
    LeftSource a = left;
    a.first += rows.begin * left.row;
    const AddedSource addition = {added.first ? added.first + rows.begin * added.row + column : nullptr, added.row};
    multiplyBlock({rows.size(), width, product.inner, a, {scratch, panelColumns, product.inner * panelColumns}, nullptr,
                   product.c + rows.begin * product.cRow + column, product.cRow, product.alpha, addition});
  }
  if (whole < columns.end) multiplyBlocked(product, added, rows, {whole, columns.end}, scratch);
}

}  // namespace hgn::HGN_TARGET
