// Matrix products of float32. An element is a sum over k in an order that the product (its sizes and strides) determines,
// never the rows and columns that a call computes: threads may cut a product as they like and the bits stay the same.
#pragma once

#include "blocked.h"
#include "dots.h"
#include "panels.h"
#include "product.h"
#include "thin.h"
#include "wide.h"

namespace hgn::HGN_TARGET {

/** Floats of scratch that multiply needs, for one thread, whatever the product. */
inline int64_t scratchFloats() { return blockedScratch + 16; }

/** Writes beta·added (or zero, without added) to the rows and columns of c. */
inline void scaleAdded(const Product& product, Range rows, Range columns) {
  for (int64_t i = rows.begin; i < rows.end; i++) {
    float* const c = product.c + i * product.cRow;
    const float* const added = product.added + i * product.addedRow;
    if (!product.added) {
      for (int64_t j = columns.begin; j < columns.end; j++) c[j] = 0.0f;
    } else if (product.addedColumn == 1) {
      for (int64_t j = columns.begin; j < columns.end; j++) c[j] = product.beta * added[j];
    } else {
      for (int64_t j = columns.begin; j < columns.end; j++) c[j] = product.beta * added[j * product.addedColumn];
    }
  }
}

/**
 * Computes rows [rowBegin, rowEnd) by columns [columnBegin, columnEnd) of c; columnBegin is a multiple of panelColumns.
 * Neither alpha nor beta is special: NaN and Inf come through a zero factor as they do in the plain formula.
 */
inline void multiply(const Product& product, int64_t rowBegin, int64_t rowEnd, int64_t columnBegin, int64_t columnEnd,
                     float* scratch) {
  const Range rows = {rowBegin, rowEnd}, columns = {columnBegin, columnEnd};
  if (rows.size() <= 0 || columns.size() <= 0) return;
  if (product.inner == 0) return scaleAdded(product, rows, columns);
  AddedSource added = {product.added, product.addedRow};
  if (product.added && (product.beta != 1.0f || product.addedColumn != 1)) {
    scaleAdded(product, rows, columns);
    added = {product.c, product.cRow};
  }
  float* const aligned = scratch + (64 - reinterpret_cast<uintptr_t>(scratch) % 64) % 64 / sizeof(float);
  if (isThin(product)) {
    multiplyThin(product, added, rows, columns);
  } else if (isFewColumns(product) || isFewRows(product)) {
    multiplyFew(product, added, rows, columns, aligned);
  } else if (isFewColumnsAcross(product)) {
    multiplyAcross(product, added, rows, columns, aligned);
  } else if (isWide(product, columns)) {
    multiplyWide(product, added, rows, columns, aligned);
  } else {
    multiplyBlocked(product, added, rows, columns, aligned);
  }
}

}  // namespace hgn::HGN_TARGET
