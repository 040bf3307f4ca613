// Numbers from one arrangement in memory to another.
#pragma once

#include "reader.h"

namespace hgn::HGN_TARGET {

/** Copies `rows` by `columns` numbers between arrays of any strides. */
inline void copyPlane(const float* from, int64_t fromRow, int64_t fromColumn, float* to, int64_t toRow, int64_t toColumn,
                      int64_t rows, int64_t columns) {
  if (fromColumn == 1 && toColumn == 1) {
    for (int64_t row = 0; row < rows; row++) {
      float* target = to + row * toRow;
      const float* source = from + row * fromRow;
      if (columns >= 64) {
        std::memcpy(target, source, columns * sizeof(float));
      } else {
        for (int64_t column = 0; column < columns; column++) target[column] = source[column];
      }
    }
    return;
  }
  if (fromRow == 1 && toColumn == 1) {
    // A transposition: squares, so that each line of the cache that is read is used up before it goes.
    constexpr int64_t side = 16;
    for (int64_t firstColumn = 0; firstColumn < columns; firstColumn += side) {
      const int64_t lastColumn = firstColumn + side < columns ? firstColumn + side : columns;
      for (int64_t row = 0; row < rows; row++) {
        for (int64_t column = firstColumn; column < lastColumn; column++) {
          to[row * toRow + column] = from[row + column * fromColumn];
        }
      }
    }
    return;
  }
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t column = 0; column < columns; column++) {
      to[row * toRow + column * toColumn] = from[row * fromRow + column * fromColumn];
    }
  }
}

/** Words: units (rows of the last axis), both addresses, rank (two at least), lengths, strides to read by, to write by. */
inline void runCopy(Reader& reader, const Share& share) {
  const int64_t units = reader.word();
  const float* from = reader.address();
  float* to = reader.address();
  const int rank = reader.word();
  const int32_t* lengths = reader.words(rank);
  const int32_t* fromStrides = reader.words(rank);
  const int32_t* toStrides = reader.words(rank);
  const int64_t rowsOfPlane = lengths[rank - 2];
  const int64_t end = share.end(units);
  const int32_t* const strides[2] = {fromStrides, toStrides};
  Counter<2> plane(rank - 2, lengths, strides);
  for (int64_t row = share.begin(units); row < end;) {
    const int64_t first = row % rowsOfPlane;
    const int64_t rows = rowsOfPlane - first < end - row ? rowsOfPlane - first : end - row;
    plane.seek(row / rowsOfPlane);
    copyPlane(from + plane.offsets[0] + first * fromStrides[rank - 2], fromStrides[rank - 2], fromStrides[rank - 1],
              to + plane.offsets[1] + first * toStrides[rank - 2], toStrides[rank - 2], toStrides[rank - 1], rows,
              lengths[rank - 1]);
    row += rows;
  }
}

/** Words: units, numbers in a unit, address, value. */
inline void runFill(Reader& reader, const Share& share) {
  const int64_t units = reader.word();
  const int64_t unit = reader.word();
  float* to = reader.address();
  const float value = reader.number();
  const int64_t end = share.end(units) * unit;
  for (int64_t i = share.begin(units) * unit; i < end; i++) to[i] = value;
}

}  // namespace hgn::HGN_TARGET
