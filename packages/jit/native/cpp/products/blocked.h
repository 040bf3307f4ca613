// The general product: blocks of the inner dimension, of columns and of rows, so that what a tile reads stays in caches.
#pragma once

#include "panels.h"
#include "product.h"
#include "target.h"
#include "tiles.h"

namespace hgn::HGN_TARGET {

/** Most tiles of rows for which b with contiguous rows is read in place: packing pays only when more tiles reuse it. */
constexpr int64_t tilesInPlace = 4;

/** Least panels for which adjacent rows of a are packed. */
constexpr int64_t panelsForPackedLeft = 16;

/** Rows of b by stretches of a panel's columns, wherever they lie: row k of panel p at first + p*panel + k*inner. */
struct PanelSource {
  const float* first;
  int64_t inner, panel;
};

/**
 * A block of a: element (i, k) at first[i*row + k*step] where rows are adjacent, else at first[i*row + k]. Packed tiles of
 * adjacent rows lie one behind the other, and their step is their number of rows.
 */
struct LeftSource {
  const float* first;
  int64_t row, step;
  bool rowsAdjacent, tiles;
};

/** How c gets what the product adds: contiguous columns or nothing. */
struct AddedSource {
  const float* first;
  int64_t row;
};

/** a as the product describes it. */
inline LeftSource leftOf(const Product& product) {
  const bool innerContiguous = product.aInner == 1 || product.inner <= 1;
  return innerContiguous ? LeftSource{product.a, product.aRow, 1, false, false}
                         : LeftSource{product.a, 1, product.aInner, true, false};
}

/** A tile that covers fewer columns than its vectors have: it goes to a buffer first, and its padding stays there. */
inline void multiplyPartialTile(TileFunction tile, TileWork work, int64_t rows, int64_t columns) {
  float buffer[tileRows * panelColumns];
  const SumTarget target = {work.c, work.cRow, 1, work.alpha, work.added, work.addedRow, 1};
  work.c = buffer;
  work.cRow = panelColumns;
  work.added = nullptr;
  work.alphaAlone = 1.0f;
  tile(work);
  putSums(target, buffer, 0, rows, columns, panelColumns, 1);
}

/** Tiles of one block of c, for one stretch of the inner dimension. */
struct BlockWork {
  int64_t rows, columns, inner;
  LeftSource a;
  PanelSource b;
  const float* lastPanel;  // where b is read in place, the panel that its columns don't fill; else nullptr
  float* c;
  int64_t cRow;
  float alpha;
  AddedSource added;
};

/** Computes the tiles of `rows` rows, from rowBegin to rowEnd, in the columns [column, columnEnd). */
inline void multiplyStrip(const BlockWork& block, int64_t rows, int64_t rowBegin, int64_t rowEnd, int64_t column,
                          int64_t columnEnd) {
  TileWork work;
  work.inner = block.inner;
  work.bPanel = block.b.panel;
  work.cRow = block.cRow;
  work.alpha = work.alphaAlone = block.alpha;
  work.addedRow = block.added.row;
  work.aStep = block.a.tiles ? rows : block.a.rowsAdjacent ? block.a.step : block.a.row;
  while (column < columnEnd) {
    const int64_t left = columnEnd - column;
    const int vectors = tileVectors(rows, left);
    const int64_t width = smaller(vectors * lanes, left);
    const bool last = width < panelColumns && block.lastPanel;
    const TileFunction function = tileFor(rows, vectors, block.a.rowsAdjacent);
    work.bInner = last ? panelColumns : block.b.inner;
    work.b = last ? block.lastPanel : block.b.first + column / panelColumns * block.b.panel;
    work.a = block.a.first + rowBegin * block.a.row;
    work.c = block.c + rowBegin * block.cRow + column;
    work.added = block.added.first ? block.added.first + rowBegin * block.added.row + column : nullptr;
    for (int64_t row = rowBegin; row < rowEnd; row += rows) {
      if (width < vectors * lanes) {
        multiplyPartialTile(function, work, rows, width);
      } else {
        function(work);
      }
      work.a += rows * block.a.row;
      work.c += rows * block.cRow;
      if (work.added) work.added += rows * block.added.row;
    }
    column += width;
  }
}

/** All tiles of a block: rows in tiles of two sizes that differ by one, panel by panel so that a panel stays in the cache. */
inline void multiplyBlock(const BlockWork& block) {
  const int64_t tiles = divideUp(block.rows, tileRows), rows = block.rows / tiles;
  const int64_t longer = (block.rows - rows * tiles) * (rows + 1);
  const int64_t together = widestTile(rows) / 2 * panelColumns;
  for (int64_t column = 0; column < block.columns; column += together) {
    const int64_t end = smaller(column + together, block.columns);
    if (longer) multiplyStrip(block, rows + 1, 0, longer, column, end);
    multiplyStrip(block, rows, longer, block.rows, column, end);
  }
}

/** Copies tiles of `rows` adjacent rows. */
template <int rows>
void packTiles(const float* from, int64_t step, int64_t inner, int64_t tiles, float* to) {
  for (int64_t tile = 0; tile < tiles; tile++) {
    for (int64_t k = 0; k < inner; k++, to += rows) std::memcpy(to, from + k * step, rows * sizeof(float));
    from += rows;
  }
}

/** The same for a number of rows known only now. */
template <int... row>
inline void packTilesOf(int64_t rows, const float* from, int64_t step, int64_t inner, int64_t tiles, float* to,
                        std::integer_sequence<int, row...>) {
  ((rows == row + 1 ? packTiles<row + 1>(from, step, inner, tiles, to) : void()), ...);
}

/** Copies a block of a with adjacent rows into scratch, so that a tile's rows neither lie far apart nor meet in the cache. */
inline LeftSource packLeft(LeftSource a, int64_t rows, int64_t inner, float* to) {
  const int64_t tiles = divideUp(rows, tileRows), size = rows / tiles, longerTiles = rows - size * tiles;
  const int64_t longer = longerTiles * (size + 1);
  constexpr auto sizes = std::make_integer_sequence<int, tileRows>{};
  packTilesOf(size + 1, a.first, a.step, inner, longerTiles, to, sizes);
  packTilesOf(size, a.first + longer, a.step, inner, tiles - longerTiles, to + longer * inner, sizes);
  return {to, inner, 0, true, true};
}

/** Floats of scratch that the blocks need. */
constexpr int64_t blockedScratch = panelBlockFloats + rowBlock * innerBlock;

/** The rows and columns of the product, with `added` ready to be added as it is. */
inline void multiplyBlocked(const Product& product, AddedSource added, Range rows, Range columns, float* scratch) {
  float* const panels = scratch;
  float* const leftBlock = scratch + panelBlockFloats;
  const LeftSource left = leftOf(product);
  const int64_t blocks = innerBlocks(product.inner), tiles = divideUp(rows.size(), tileRows);
  const bool rowsContiguous = product.bColumn == 1 || product.columns == 1;
  const bool pack = !product.packed && !(rowsContiguous && tiles <= tilesInPlace);
  const int64_t longest = divideUp(product.inner, blocks);
  const int64_t columnBlock = pack ? panelBlockFloats / (longest * panelColumns) * panelColumns : columns.size();
  const int64_t columnBlocks = divideUp(columns.size(), columnBlock);
  const int64_t panelCount = divideUp(columns.size(), panelColumns);
  // Packing adjacent rows costs about a panel's time: below many panels, reading them in place is faster.
  const bool packsLeft = left.rowsAdjacent && panelCount >= panelsForPackedLeft;
  const int64_t rowBlocks = divideUp(rows.size(), rowBlock);
  for (int64_t columnIndex = 0; columnIndex < columnBlocks; columnIndex++) {
    const Range panelRange = evenPart(panelCount, columnBlocks, columnIndex);
    const int64_t column = columns.begin + panelRange.begin * panelColumns;
    const int64_t width = smaller(panelRange.size() * panelColumns, columns.end - column);
    for (int64_t block = 0; block < blocks; block++) {
      const Range inner = evenPart(product.inner, blocks, block);
      const float* lastPanel = nullptr;
      PanelSource right;
      if (product.packed) {
        right = {product.packed + column * product.inner + inner.begin * panelColumns, panelColumns,
                 product.inner * panelColumns};
      } else {
        const float* const from = product.b + inner.begin * product.bInner + column * product.bColumn;
        if (pack) {
          packColumns(from, product.bInner, product.bColumn, inner.size(), width, 0, panelRange.size(), panels);
          right = {panels, panelColumns, inner.size() * panelColumns};
        } else {
          right = {from, product.bInner, panelColumns};
          const int64_t partial = width % panelColumns;
          if (partial && partial != lanes) {
            packPanel(from + width - partial, product.bInner, 1, inner.size(), partial, panels);
            lastPanel = panels;
          }
        }
      }
      for (int64_t rowIndex = 0; rowIndex < rowBlocks; rowIndex++) {
        const Range part = evenPart(rows.size(), rowBlocks, rowIndex);
        const int64_t row = rows.begin + part.begin;
        LeftSource a = left;
        a.first += row * left.row + inner.begin * left.step;
        if (packsLeft) a = packLeft(a, part.size(), inner.size(), leftBlock);
        float* const c = product.c + row * product.cRow + column;
        AddedSource addition = {c, product.cRow};
        if (block == 0) addition = {added.first ? added.first + row * added.row + column : nullptr, added.row};
        multiplyBlock({part.size(), width, inner.size(), a, right, lastPanel, c, product.cRow, product.alpha, addition});
      }
    }
  }
}

}  // namespace hgn::HGN_TARGET
