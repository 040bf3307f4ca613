// The kernel: a tile of c, a few rows by a few vectors of columns, summed over the inner dimension in registers.
#pragma once

#include <utility>

#include "product.h"

namespace hgn::HGN_TARGET {

/** One tile's operands. */
struct TileWork {
  int64_t inner;
  const float* a;         // element (i, k) at a[i + k*aStep] where rows are adjacent, else at a[i*aStep + k]
  int64_t aStep;
  const float* b;         // row k at b + k*bInner, the next panel's bPanel behind it
  int64_t bInner, bPanel;
  float* c;
  int64_t cRow;
  float alpha;            // the factor where something is added, and
  float alphaAlone;       // the same where nothing is: see multiplyTile
  const float* added;     // contiguous columns, or nullptr; may be c
  int64_t addedRow;
};

/**
 * c = alpha·a·b + added for a tile of `rows` rows by `vectors` vectors. The sum over k is a plain one, from zero upwards:
 * every tile shape gives an element the same bits. For that the compiler must fuse alpha·sum + added in every shape; it
 * does not where it shares alpha·sum between the two ways of storing, so that each way has a factor of its own.
 */
template <int rows, int vectors, bool rowsAdjacent>
void multiplyTile(const TileWork& work) {
  Vector sums[rows][vectors] = {};
  const float* b = work.b;
  const float* left[rowsAdjacent ? 1 : rows];
  if constexpr (rowsAdjacent) {
    left[0] = work.a;
  } else {
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) left[i] = work.a + i * work.aStep;
  }
  const int64_t inner = work.inner, aStep = work.aStep, bInner = work.bInner, bPanel = work.bPanel;
#pragma GCC unroll 4
  for (int64_t k = 0; k < inner; k++) {
    const auto leftAt = [&](int i) {
      return splat(rowsAdjacent ? left[0][i] : left[rowsAdjacent ? 0 : i][k]);
    };
    const auto rightAt = [&](int j) { return load(b + (j / 2) * bPanel + (j % 2) * lanes); };
    if constexpr (rows > vectors) {
      Vector right[vectors];
#pragma GCC unroll 16
      for (int j = 0; j < vectors; j++) right[j] = rightAt(j);
#pragma GCC unroll 16
      for (int i = 0; i < rows; i++) {
        const Vector factor = leftAt(i);
#pragma GCC unroll 16
        for (int j = 0; j < vectors; j++) sums[i][j] += factor * right[j];
      }
    } else {
      Vector factor[rows];
#pragma GCC unroll 16
      for (int i = 0; i < rows; i++) factor[i] = leftAt(i);
#pragma GCC unroll 16
      for (int j = 0; j < vectors; j++) {
        const Vector right = rightAt(j);
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++) sums[i][j] += factor[i] * right;
      }
    }
    b += bInner;
    if constexpr (rowsAdjacent) left[0] += aStep;
  }
  if (work.added) {
    const Vector alpha = splat(work.alpha);
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
#pragma GCC unroll 16
      for (int j = 0; j < vectors; j++) {
        store(work.c + i * work.cRow + j * lanes,
              alpha * sums[i][j] + load(work.added + i * work.addedRow + j * lanes));
      }
    }
  } else {
    const Vector alpha = splat(work.alphaAlone);
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
#pragma GCC unroll 16
      for (int j = 0; j < vectors; j++) store(work.c + i * work.cRow + j * lanes, alpha * sums[i][j]);
    }
  }
}

typedef void (*TileFunction)(const TileWork&);

/** Vectors of the widest tile of so many rows. */
constexpr int widestTile(int64_t rows) { return rows == 1 ? 8 : 4 * rows <= maximumSums ? 4 : 2; }

/** A tile's function, or nullptr where its sums would not fit the registers. */
template <int rows, int vectors, bool rowsAdjacent>
constexpr TileFunction tileFunction() {
  if constexpr (vectors <= widestTile(rows)) {
    return multiplyTile<rows, vectors, rowsAdjacent>;
  } else {
    return nullptr;
  }
}

/** Functions of tiles for one width and one layout of a, by rows less one. */
struct TileFunctions {
  TileFunction byRows[tileRows];
};

template <int vectors, bool rowsAdjacent, int... row>
constexpr TileFunctions tileFunctionsOf(std::integer_sequence<int, row...>) {
  return {{tileFunction<row + 1, vectors, rowsAdjacent>()...}};
}

template <int vectors, bool rowsAdjacent>
constexpr TileFunctions tileFunctionsFor = tileFunctionsOf<vectors, rowsAdjacent>(std::make_integer_sequence<int, tileRows>{});

/** The function for a tile of `rows` rows and `vectors` (1, 2, 4 or 8, at most widestTile(rows)) vectors. */
inline TileFunction tileFor(int64_t rows, int vectors, bool rowsAdjacent) {
  const int64_t row = rows - 1;
  if (rowsAdjacent) {
    return vectors == 2   ? tileFunctionsFor<2, true>.byRows[row]
           : vectors == 1 ? tileFunctionsFor<1, true>.byRows[row]
           : vectors == 4 ? tileFunctionsFor<4, true>.byRows[row]
                          : tileFunctionsFor<8, true>.byRows[row];
  }
  return vectors == 2   ? tileFunctionsFor<2, false>.byRows[row]
         : vectors == 1 ? tileFunctionsFor<1, false>.byRows[row]
         : vectors == 4 ? tileFunctionsFor<4, false>.byRows[row]
                        : tileFunctionsFor<8, false>.byRows[row];
}

/** Vectors of the widest tile of `rows` rows that `columns` columns fill, or that covers what is left of them. */
inline int tileVectors(int64_t rows, int64_t columns) {
  int vectors = widestTile(rows);
  while (vectors > 2 && vectors * lanes > columns) vectors /= 2;
  return columns <= lanes ? 1 : vectors;
}

}  // namespace hgn::HGN_TARGET
