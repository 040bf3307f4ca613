// Products of matrices, many at once where there are batches.
#pragma once

#include "../products/products.h"
#include "reader.h"

namespace hgn::HGN_TARGET {

/** How the work of a product is shared: by rows of all batches, or by panels of columns of all batches. */
enum class Cut : int32_t { rows = 0, panels = 1 };

/**
 * Words: cut, whether b is packed; rank of the batches, their lengths, strides of a, b and c along them; rows, columns,
 * inner; address of a and its two strides, of b and its two strides, of c and its stride by rows; alpha; address of what
 * is added, its two strides, beta.
 */
inline void runProduct(Reader& reader, const Share& share) {
  const Cut cut = static_cast<Cut>(reader.word());
  const bool isPacked = reader.word() != 0;
  const int rank = reader.word();
  const int32_t* lengths = reader.words(rank);
  const int32_t* const strides[3] = {reader.words(rank), reader.words(rank), reader.words(rank)};
  Product product = {};
  product.rows = reader.word();
  product.columns = reader.word();
  product.inner = reader.word();
  const float* a = reader.address();
  product.aRow = reader.word();
  product.aInner = reader.word();
  const float* b = reader.address();
  product.bInner = reader.word();
  product.bColumn = reader.word();
  float* c = reader.address();
  product.cRow = reader.word();
  product.alpha = reader.number();
  product.added = reader.address();
  product.addedRow = reader.word();
  product.addedColumn = reader.word();
  product.beta = reader.number();

  const int64_t batches = productOf(rank, lengths);
  const int64_t panels = divideUp(product.columns, panelColumns);
  const int64_t unitsOfBatch = cut == Cut::rows ? product.rows : panels;
  const int64_t end = share.end(batches * unitsOfBatch);
  Counter<3> counter(rank, lengths, strides);
  float* scratch = share.scratch;
  for (int64_t unit = share.begin(batches * unitsOfBatch); unit < end;) {
    const int64_t first = unit % unitsOfBatch;
    const int64_t last = smaller(unitsOfBatch, first + end - unit);
    counter.seek(unit / unitsOfBatch);
    product.a = a + counter.offsets[0];
    product.b = isPacked ? nullptr : b + counter.offsets[1];
    product.packed = isPacked ? b + counter.offsets[1] : nullptr;
    product.c = c + counter.offsets[2];
    if (cut == Cut::rows) {
      multiply(product, first, last, 0, product.columns, scratch);
    } else {
      multiply(product, 0, product.rows, first * panelColumns, smaller(last * panelColumns, product.columns), scratch);
    }
    unit += last - first;
  }
}

/** Words: address of b, its two strides, inner, columns, address of the panels. */
inline void runPack(Reader& reader, const Share& share) {
  const float* b = reader.address();
  const int64_t bInner = reader.word();
  const int64_t bColumn = reader.word();
  const int64_t inner = reader.word();
  const int64_t columns = reader.word();
  float* packed = reader.address();
  const int64_t panels = divideUp(columns, panelColumns);
  packColumns(b, bInner, bColumn, inner, columns, share.begin(panels), share.end(panels), packed);
}

}  // namespace hgn::HGN_TARGET
