// Small matrices with few entries, applied along two axes of an array in one pass: what the transformations of a Winograd
// convolution are. As two products of matrices they would read and write memory twice, and multiply mostly by zero.
#pragma once

#include "reader.h"

namespace hgn::HGN_TARGET {

/** Floats that are combined at a time. */
constexpr int64_t stretch = 64;

/** Most rows and columns of a matrix, and most columns of a block of one. */
constexpr int64_t mostOfMatrix = 64;
constexpr int64_t mostOfBlock = 8;

/** Results from so many numbers on are stored past the caches: they would have left them before they are read. */
constexpr int64_t leastPast = int64_t{1} << 19;

/** Some rows of a matrix, and the columns outside of which they are zero. */
struct SparseBlock {
  int64_t rows, columns;
  /** Which rows and which columns of the matrix. */
  const int32_t* rowAt;
  const int32_t* columnAt;
  /** For each row how many entries, then for each the column, counted in the block, and the value. */
  const int32_t* entries;
};

/** A matrix as words: how many blocks, rows, columns and words it has, and for each block its words. */
class SparseMatrix {
 public:
  explicit SparseMatrix(Reader& reader) {
    blocks = reader.word();
    rows = reader.word();
    columns = reader.word();
    const int64_t length = reader.word();
    words_ = reader.words(length);
  }

  /** The block at `at`, which moves on; the first where it is null. */
  SparseBlock next(const int32_t*& at) const {
    if (at == nullptr) at = words_;
    const int32_t *const rowAt = at + 3, *const columnAt = rowAt + at[0], *const entries = columnAt + at[1];
    const SparseBlock block = {at[0], at[1], rowAt, columnAt, entries};
    at = entries + at[2];
    return block;
  }

  int64_t blocks, rows, columns;

 private:
  const int32_t* words_;
};

/** How a stretch of results gets to memory. */
enum class Storing { cached, past };

/** One row of a block times columns that lie `stretch` floats apart. */
template <Storing storing>
inline void combine(const int32_t* entry, const int32_t* end, const float* from, float* to) {
  constexpr int vectors = lanes >= 8 ? stretch / lanes : 8;
  for (int64_t at = 0; at < stretch; at += vectors * lanes) {
    Vector sums[vectors] = {};
    for (const int32_t* next = entry; next < end; next += 2) {
      float value;
      std::memcpy(&value, next + 1, sizeof value);
      const Vector factor = splat(value);
      const float* const column = from + next[0] * stretch + at;
#pragma GCC unroll 8
      for (int i = 0; i < vectors; i++) sums[i] += factor * load(column + i * lanes);
    }
#pragma GCC unroll 8
    for (int i = 0; i < vectors; i++) {
      if constexpr (storing == Storing::past) {
        storePast(to + at + i * lanes, sums[i]);
      } else {
        store(to + at + i * lanes, sums[i]);
      }
    }
  }
}

/** What lies where: floats from one step along the outer axis to the next, and along the inner one. */
struct TransformSteps {
  int64_t outerFrom, innerFrom, outerTo, innerTo;
};

/** Copies a stretch of each step along the inner axis together: where they lie they drive each other from the cache. */
inline void copyTogether(const float* from, int64_t step, int64_t count, int64_t width, float* to) {
  for (int64_t x = 0; x < count; x++, from += step, to += stretch) {
    if (width == stretch) {
#pragma GCC unroll 4
      for (int64_t line = 0; line < stretch; line += 16) __builtin_prefetch(from + stretch + line);
#pragma GCC unroll 16
      for (int64_t i = 0; i < stretch; i += lanes) store(to + i, load(from + i));
    } else {
      for (int64_t i = 0; i < stretch; i++) to[i] = i < width ? from[i] : 0.0f;
    }
  }
}

/** A block of the outer matrix and all of the inner one, for a stretch: row by row by the inner, then by the outer. */
template <Storing storing>
void transformStretch(const SparseBlock& outer, const SparseBlock& inner, const TransformSteps& steps, const float* from,
                      float* to, int64_t width, float* scratch) {
  float* const together = scratch;
  float* const between = scratch + inner.columns * stretch;
  const int64_t column = outer.columns * stretch;
  for (int64_t y = 0; y < outer.columns; y++) {
    copyTogether(from + outer.columnAt[y] * steps.outerFrom, steps.innerFrom, inner.columns, width, together);
    const int32_t* entry = inner.entries;
    for (int64_t x = 0; x < inner.rows; x++) {
      const int32_t* const end = entry + 1 + 2 * static_cast<int64_t>(*entry);
      combine<Storing::cached>(entry + 1, end, together, between + x * column + y * stretch);
      entry = end;
    }
  }
  for (int64_t x = 0; x < inner.rows; x++) {
    const int32_t* entry = outer.entries;
    for (int64_t y = 0; y < outer.rows; y++) {
      const int32_t* const end = entry + 1 + 2 * static_cast<int64_t>(*entry);
      float* const target = to + outer.rowAt[y] * steps.outerTo + x * steps.innerTo;
      if (width == stretch) {
        if constexpr (storing == Storing::cached) {
          for (int64_t line = 0; line < stretch; line += 16) __builtin_prefetch(target + stretch + line, 1);
        }
        combine<storing>(entry + 1, end, between + x * column, target);
      } else {
        combine<Storing::cached>(entry + 1, end, between + x * column, together);
        for (int64_t i = 0; i < width; i++) target[i] = together[i];
      }
      entry = end;
    }
  }
}

/** Floats of scratch that a transform needs. */
constexpr int64_t transformFloats() { return mostOfMatrix * stretch * (1 + mostOfBlock); }

/**
 * From [batches, outer, groups, inner, length] to the same with the lengths of outer and inner that the matrices have as
 * rows. Words: batches, groups, length, both addresses, the outer matrix and the inner one, which is a single block. A unit
 * is a stretch along the last axis.
 */
inline void runTransform(Reader& reader, const Share& share) {
  const int64_t batches = reader.word();
  const int64_t groups = reader.word();
  const int64_t length = reader.word();
  const float* from = reader.address();
  float* to = reader.address();
  const SparseMatrix outer(reader), innerMatrix(reader);
  const int32_t* first = nullptr;
  const SparseBlock inner = innerMatrix.next(first);
  const TransformSteps steps = {groups * inner.columns * length, length, groups * inner.rows * length, length};
  const bool isAligned = reinterpret_cast<uintptr_t>(to) % 64 == 0 && length % 16 == 0;
  const bool goesPast = isAligned && batches * outer.rows * steps.outerTo >= leastPast;
  const int64_t stretches = (length + stretch - 1) / stretch;
  const int64_t end = share.end(batches * groups * stretches);
  for (int64_t unit = share.begin(batches * groups * stretches); unit < end; unit++) {
    const int64_t at = unit % stretches * stretch, group = unit / stretches % groups, batch = unit / stretches / groups;
    const float* const source = from + batch * outer.columns * steps.outerFrom + group * inner.columns * length + at;
    float* const target = to + batch * outer.rows * steps.outerTo + group * inner.rows * length + at;
    const int64_t width = length - at < stretch ? length - at : stretch;
    const int32_t* next = nullptr;
    for (int64_t block = 0; block < outer.blocks; block++) {
      const SparseBlock rows = outer.next(next);
      if (goesPast) {
        transformStretch<Storing::past>(rows, inner, steps, source, target, width, share.scratch);
      } else {
        transformStretch<Storing::cached>(rows, inner, steps, source, target, width, share.scratch);
      }
    }
  }
  if (goesPast) finishPast();
}

}  // namespace hgn::HGN_TARGET
