// Prints the speed of matrix products beside the processor's measured limit.
#include "products.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hgn::HGN_TARGET;

namespace {

/** Seconds since some moment. */
double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/** Shortest time of one of `run`'s repetitions, over many short measurements. */
template <typename Run>
double shortest(const Run& run, double budget) {
  run();
  double start = now();
  run();
  const double once = now() - start;
  const int repetitions = once > 5e-5 ? 1 : static_cast<int>(5e-5 / (once + 1e-9)) + 1;
  double best = 1e9;
  const double end = now() + budget;
  do {
    start = now();
    for (int i = 0; i < repetitions; i++) run();
    const double time = (now() - start) / repetitions;
    if (time < best) best = time;
  } while (now() < end);
  return best;
}

/** GFLOP/s of multiplications with additions in registers alone. */
double peak() {
  constexpr int chains = 12, steps = 4000;
  const Vector factor = splat(0.999f), term = splat(0.001f);
  Vector total = {};
  const double time = shortest([&] {
    Vector sums[chains] = {};
    for (int i = 0; i < steps; i++) {
#pragma GCC unroll 16
      for (int j = 0; j < chains; j++) {
        sums[j] = sums[j] * factor + term;
        asm volatile("" : "+x"(sums[j]));
      }
    }
    for (int j = 0; j < chains; j++) total += sums[j];
  }, 0.2);
  asm volatile("" ::"x"(total));
  return 2.0 * chains * lanes * steps / time * 1e-9;
}

struct Case {
  int64_t rows, columns, inner;
  const char* flags;  // a: a transposed, b: b transposed, p: b packed before
};

}  // namespace

int main(int count, char** arguments) {
  const double budget = count > 1 ? std::atof(arguments[1]) : 0.1;
  const Case cases[] = {
      {16, 128, 128, "p"}, {8, 128, 128, "p"}, {64, 128, 128, "p"}, {512, 128, 128, "p"}, {64, 64, 64, "p"},
      {128, 128, 128, "p"}, {256, 256, 256, "p"}, {512, 512, 512, "p"}, {16, 128, 128, ""}, {16, 128, 128, "b"},
      {512, 128, 128, "b"}, {128, 128, 16, "a"}, {128, 128, 512, "a"}, {128, 2, 512, "a"}, {512, 2, 128, ""},
      {512, 128, 2, ""}, {512, 128, 1, ""}, {512, 1, 128, ""}, {16, 1, 128, ""}, {128, 16, 128, ""}, {64, 64, 320, "a"}, {320, 64, 64, ""},
      {320, 64, 64, "b"}, {960, 32, 32, ""}, {16, 1000, 36, ""}, {24, 4000, 16, ""}, {64, 64, 1280, "a"},
      {512, 512, 512, ""}, {512, 512, 512, "a"}, {512, 512, 512, "b"}, {1, 128, 128, ""}, {1, 128, 128, "b"},
      {1, 512, 512, "p"}, {4, 128, 128, "b"}, {4, 128, 128, "p"},
      {16, 73728, 24, ""}, {24, 49152, 16, ""}, {24, 3072, 16, ""}, {16, 3072, 24, ""}, {8, 12288, 12, ""}, {12, 8192, 8, ""}, {24, 8192, 6, ""}, {32, 32, 384, "a"}, {64, 64, 320, "a"},
      {32, 12, 384, "a"}, {384, 12, 32, ""}, {60, 32, 256, "a"}, {384, 32, 32, ""}, {128, 128, 512, "a"}};
  const double limit = peak();
  std::printf("%-22s %8.1f GFLOP/s\n", "registers", limit);
  const int only = count > 2 ? std::atoi(arguments[2]) : -1;
  for (const Case& one : cases) {
    if (only >= 0 && &one != cases + only) continue;
    bool aTransposed = false, bTransposed = false, packed = false;
    for (const char* flag = one.flags; *flag; flag++) {
      aTransposed |= *flag == 'a';
      bTransposed |= *flag == 'b';
      packed |= *flag == 'p';
    }
    const int64_t rows = one.rows, columns = one.columns, inner = one.inner;
    std::vector<float> a(rows * inner + 16, 0.5f), b(inner * columns + 16, 0.25f), c(rows * columns + 16);
    std::vector<float> panels(packedFloats(inner, columns) + 16), scratch(scratchFloats());
    const auto align = [](std::vector<float>& values) {
      return values.data() + (64 - reinterpret_cast<uintptr_t>(values.data()) % 64) % 64 / 4;
    };
    Product product = {};
    product.rows = rows;
    product.columns = columns;
    product.inner = inner;
    product.a = align(a);
    product.aRow = aTransposed ? 1 : inner;
    product.aInner = aTransposed ? rows : 1;
    product.b = align(b);
    product.bInner = bTransposed ? 1 : columns;
    product.bColumn = bTransposed ? inner : 1;
    product.c = align(c);
    product.cRow = columns;
    product.alpha = 1.0f;
    if (packed) {
      packColumns(product.b, product.bInner, product.bColumn, inner, columns, 0, divideUp(columns, panelColumns), align(panels));
      product.packed = align(panels);
    }
    const double time = shortest([&] { multiply(product, 0, rows, 0, columns, scratch.data()); }, budget);
    const double speed = 2.0 * rows * columns * inner / time * 1e-9;
    std::printf("%4d x %4d x %4d %-3s %9.2f us %8.1f GFLOP/s %5.1f %%\n", static_cast<int>(rows), static_cast<int>(columns),
                static_cast<int>(inner), one.flags, time * 1e6, speed, 100 * speed / limit);
  }
  return 0;
}
