// Checks matrix products against a double-precision triple loop, subranges against the whole, and NaN and Inf.
#include "products.h"

#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

using namespace hgn::HGN_TARGET;

namespace {

uint32_t seed = 12345;

/** A pseudo-random integer in [0, bound). */
int64_t randomBelow(int64_t bound) {
  seed = seed * 1664525u + 1013904223u;
  return static_cast<int64_t>((static_cast<uint64_t>(seed >> 4) * static_cast<uint64_t>(bound)) >> 28);
}

/** A pseudo-random value in [-1, 1). */
float randomValue() { return static_cast<float>(randomBelow(1 << 20)) / (1 << 19) - 1.0f; }

/** Values of a length, with the memory ending where they end: an address sanitizer sees each read beyond. */
std::vector<float> randomValues(int64_t length) {
  std::vector<float> values(static_cast<size_t>(length > 0 ? length : 0));
  for (float& value : values) value = randomValue();
  return values;
}

/** What a case varies beside the sizes. */
struct Options {
  bool aTransposed, bTransposed, packed;
  int added;  // 0 none, 1 full, 2 a row repeated, 3 a column repeated, 4 one value, 5 c itself, 6 transposed
  float alpha, beta;
  int special;  // 0 none, 1 NaN and Inf in a, 2 in b
  bool rowRepeated;
};

int failures = 0;

/** Computes one product whole and in pieces; false where something is wrong. */
bool check(int64_t rows, int64_t columns, int64_t inner, const Options& options) {
  const int64_t gap = randomBelow(3);
  const int64_t aStride = (options.aTransposed ? rows : inner) + gap, bStride = (options.bTransposed ? inner : columns) + gap;
  std::vector<float> a = randomValues(options.aTransposed ? (inner ? (inner - 1) * aStride + rows : 0)
                                                          : (rows ? (rows - 1) * aStride + inner : 0));
  std::vector<float> b = randomValues(options.bTransposed ? (columns ? (columns - 1) * bStride + inner : 0)
                                                          : (inner ? (inner - 1) * bStride + columns : 0));
  const float specials[] = {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN(), -0.0f, 0.0f};
  std::vector<float>& spoiled = options.special == 1 ? a : b;
  if (options.special && !spoiled.empty()) {
    for (int i = 0; i < 3; i++) spoiled[randomBelow(spoiled.size())] = specials[randomBelow(4)];
    if (options.special == 2) {
      for (float& value : a) if (randomBelow(4) == 0) value = 0.0f;
    }
  }
  const int64_t cRow = columns + randomBelow(4);
  const int64_t cLength = rows ? (rows - 1) * cRow + columns : 0;
  const std::vector<float> before = randomValues(cLength);
  std::vector<float> added = randomValues(rows * columns + rows + columns + 1);
  Product product = {};
  product.rows = rows;
  product.columns = columns;
  product.inner = inner;
  product.a = a.data();
  product.aRow = options.aTransposed ? 1 : options.rowRepeated ? 0 : aStride;
  product.aInner = options.aTransposed ? aStride : 1;
  product.b = b.data();
  product.bInner = options.bTransposed ? 1 : bStride;
  product.bColumn = options.bTransposed ? bStride : 1;
  product.alpha = options.alpha;
  product.beta = options.beta;
  product.cRow = cRow;
  product.added = options.added ? added.data() : nullptr;
  switch (options.added) {
    case 1: product.addedRow = columns; product.addedColumn = 1; break;
    case 2: product.addedColumn = 1; break;
    case 3: product.addedRow = 1; break;
    case 5: product.addedRow = cRow; product.addedColumn = 1; break;
    case 6: product.addedRow = 1; product.addedColumn = rows; break;
  }
  std::vector<float> panels;
  if (options.packed) {
    panels.assign(packedFloats(inner, columns), 7.0f);
    const int64_t count = divideUp(columns, panelColumns), middle = randomBelow(count + 1);
    packColumns(product.b, product.bInner, product.bColumn, inner, columns, 0, middle, panels.data());
    packColumns(product.b, product.bInner, product.bColumn, inner, columns, middle, count, panels.data());
    product.packed = panels.data();
    product.b = nullptr;
  }
  std::vector<float> scratch(scratchFloats(), std::numeric_limits<float>::quiet_NaN());
  std::vector<float> whole = before, pieces = before;
  product.c = whole.data();
  if (options.added == 5) product.added = product.c;
  multiply(product, 0, rows, 0, columns, scratch.data());
  product.c = pieces.data();
  if (options.added == 5) product.added = product.c;
  const int64_t rowCut = randomBelow(rows + 1), secondCut = rowCut + randomBelow(rows - rowCut + 1);
  const int64_t columnCut = randomBelow(divideUp(columns, panelColumns) + 1) * panelColumns;
  const int64_t rowCuts[] = {0, rowCut, secondCut, rows}, columnCuts[] = {0, smaller(columnCut, columns), columns};
  for (int i = 2; i >= 0; i--) {
    for (int j = 0; j < 2; j++) {
      if (columnCuts[j] % panelColumns) continue;
      multiply(product, rowCuts[i], rowCuts[i + 1], columnCuts[j], columnCuts[j + 1], scratch.data());
    }
  }
  for (size_t i = 0; i < whole.size(); i++) {
    // The processor is free to choose which NaN comes of two.
    if (std::isnan(whole[i]) ? std::isnan(pieces[i]) : std::memcmp(&whole[i], &pieces[i], sizeof(float)) == 0) continue;
    std::printf("pieces differ from the whole\n");
    return false;
  }
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t j = columns; j < cRow && i + 1 < rows; j++) {
      if (whole[i * cRow + j] != before[i * cRow + j]) {
        std::printf("written beside c at %d %d\n", static_cast<int>(i), static_cast<int>(j));
        return false;
      }
    }
    for (int64_t j = 0; j < columns; j++) {
      double sum = 0, size = 0;
      for (int64_t k = 0; k < inner; k++) {
        const double left = a[i * product.aRow + k * product.aInner], right = b[k * product.bInner + j * product.bColumn];
        sum += left * right;
        size += std::fabs(left * right);
      }
      const float addition = !options.added ? 0.0f : options.added == 5 ? before[i * cRow + j]
                             : added[i * product.addedRow + j * product.addedColumn];
      double expected = options.alpha * sum, bound = std::fabs(options.alpha) * size * (inner + 2);
      if (inner == 0) expected = 0;
      if (options.added) {
        expected += static_cast<double>(options.beta) * addition;
        bound += 3 * (std::fabs(options.beta * addition) + std::fabs(expected));
      }
      const double actual = whole[i * cRow + j];
      const bool right = std::isnan(expected) ? std::isnan(actual) : std::isinf(expected) ? actual == expected
                         : std::fabs(actual - expected) <= bound * 6e-8 + 1e-37;
      if (!right) {
        std::printf("element %d %d is %g, not %g\n", static_cast<int>(i), static_cast<int>(j), actual, expected);
        return false;
      }
    }
  }
  return true;
}

/** Runs one case with random options, or with those that `fixed` gives, and counts a failure. */
void run(int64_t rows, int64_t columns, int64_t inner) {
  const float factors[] = {1.0f, 1.0f, -0.5f, 0.3f, 0.0f};
  Options options;
  options.aTransposed = randomBelow(2);
  options.bTransposed = randomBelow(2);
  options.packed = randomBelow(3) == 0;
  options.added = static_cast<int>(randomBelow(7));
  options.alpha = factors[randomBelow(5)];
  options.beta = factors[randomBelow(5)];
  options.special = randomBelow(5) == 0 ? 1 + static_cast<int>(randomBelow(2)) : 0;
  options.rowRepeated = !options.aTransposed && randomBelow(8) == 0;
  if (check(rows, columns, inner, options)) return;
  failures++;
  std::printf("  in %dx%dx%d a%s b%s%s added %d alpha %g beta %g special %d repeated %d\n", static_cast<int>(rows),
              static_cast<int>(columns), static_cast<int>(inner), options.aTransposed ? "t" : "", options.bTransposed ? "t" : "",
              options.packed ? " packed" : "", options.added, options.alpha, options.beta, options.special, options.rowRepeated);
}

/** Prints a group's line. */
void report(const char* name, int cases) {
  static int known = 0;
  std::printf("%s: %d cases, %d failures\n", name, cases, failures - known);
  known = failures;
}

}  // namespace

int main() {
  int cases = 0;
  for (; cases < 2500; cases++) run(randomBelow(21), randomBelow(21), randomBelow(21));
  report("sizes from 0 to 20", cases);
  const int64_t edges[] = {1, 2, 3, 4, 5, lanes - 1, lanes, lanes + 1, panelColumns - 1, panelColumns, panelColumns + 1,
                           tileRows, tileRows + 1, 2 * panelColumns, 4 * panelColumns + 1, 4 * panelColumns - lanes};
  for (cases = 0; cases < 2500; cases++) run(edges[randomBelow(16)], edges[randomBelow(16)], edges[randomBelow(16)]);
  report("edges of tiles and panels", cases);
  const int64_t blocks[] = {innerBlock - 1, innerBlock, innerBlock + 1, 2 * innerBlock, 2 * innerBlock + 3, 700};
  for (cases = 0; cases < 400; cases++) run(1 + randomBelow(40), 1 + randomBelow(80), blocks[randomBelow(6)]);
  for (; cases < 600; cases++) run(1 + randomBelow(8), 1 + randomBelow(40), blocks[randomBelow(6)]);
  for (; cases < 800; cases++) run(1 + randomBelow(40), 1 + randomBelow(5), blocks[randomBelow(6)]);
  report("edges of inner blocks", cases);
  for (cases = 0; cases < 20; cases++) run(rowBlock - 2 + randomBelow(5) + rowBlock * randomBelow(2), 1 + randomBelow(300), 1 + randomBelow(300));
  for (; cases < 26; cases++) run(20 + randomBelow(60), 2000 + randomBelow(100), 30 + randomBelow(40));
  run(40, 600, 520);
  report("edges of row and column blocks", cases + 1);
  return failures ? 1 : 0;
}
