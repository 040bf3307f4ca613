// Packing: b as panels of panelColumns columns whose rows lie one behind the other, a as tiles.
#pragma once

#include "product.h"
#include "shuffles.h"

namespace hgn::HGN_TARGET {

/** Copies `width` columns (at most panelColumns) of b with contiguous rows to a panel, and fills it up with zeros. */
inline void packPanelOfRows(const float* b, int64_t bInner, int64_t inner, int64_t width, float* panel) {
  if (width == panelColumns) {
    for (int64_t k = 0; k < inner; k++, b += bInner, panel += panelColumns) {
      const Vector first = load(b), second = load(b + lanes);
      store(panel, first);
      store(panel + lanes, second);
    }
    return;
  }
  for (int64_t k = 0; k < inner; k++, b += bInner, panel += panelColumns) {
    for (int64_t j = 0; j < panelColumns; j++) panel[j] = j < width ? b[j] : 0.0f;
  }
}

/** The same for b whose columns are contiguous: blocks of lanes x lanes are transposed in registers. */
inline void packPanelOfColumns(const float* b, int64_t bColumn, int64_t inner, int64_t width, float* panel) {
  for (int64_t half = 0; half < panelColumns; half += lanes) {
    const int64_t columns = smaller(lanes, width - half);
    float* to = panel + half;
    const float* from = b + half * bColumn;
    int64_t k = 0;
    if (columns == lanes) {
      for (; k + lanes <= inner; k += lanes) {
        Vector block[lanes];
        for (int j = 0; j < lanes; j++) block[j] = load(from + j * bColumn + k);
        transposeBlock(block);
        for (int j = 0; j < lanes; j++) store(to + (k + j) * panelColumns, block[j]);
      }
    }
    for (; k < inner; k++) {
      for (int64_t j = 0; j < lanes; j++) to[k * panelColumns + j] = j < columns ? from[j * bColumn + k] : 0.0f;
    }
  }
}

/** Writes one panel of `inner` rows, from `width` columns of b that begin at b. */
inline void packPanel(const float* b, int64_t bInner, int64_t bColumn, int64_t inner, int64_t width, float* panel) {
  if (bColumn == 1 || width == 1) {
    packPanelOfRows(b, bInner, inner, width, panel);
  } else {
    packPanelOfColumns(b, bColumn, inner, width, panel);
  }
}

/** Floats that packColumns writes for the whole of b. */
inline int64_t packedFloats(int64_t inner, int64_t columns) {
  return divideUp(columns, panelColumns) * panelColumns * inner;
}

/**
 * Writes panels [panelBegin, panelEnd) of b, to their places in `packed`, so that threads can share the work; the last
 * panel is filled up with zeros. Kernels read fastest where `packed` is aligned to 64 bytes.
 */
inline void packColumns(const float* b, int64_t bInner, int64_t bColumn, int64_t inner, int64_t columns,
                        int64_t panelBegin, int64_t panelEnd, float* packed) {
  for (int64_t panel = panelBegin; panel < panelEnd; panel++) {
    const int64_t column = panel * panelColumns;
    packPanel(b + column * bColumn, bInner, bColumn, inner, smaller(panelColumns, columns - column),
              packed + column * inner);
  }
}

}  // namespace hgn::HGN_TARGET
