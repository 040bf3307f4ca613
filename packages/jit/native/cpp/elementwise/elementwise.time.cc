// Nanoseconds per element of every operation, over blocks of 512 in the nearest cache: the best of many short runs.
#include <cstdio>
#include <ctime>

#include "elementwise.h"

using namespace hgn::HGN_TARGET;

static double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

int main() {
  constexpr int64_t n = 512;
  static float a[n], b[n], c[n], out[n];
  for (int operation = 0; operation < operationCount; operation++) {
    const char* name = operationNames[operation];
    const int64_t length = static_cast<int64_t>(std::strlen(name));
    const bool isInt = std::strcmp(name + (length > 3 ? length - 3 : 0), "Int") == 0 && name[0] != 'F';
    uint32_t state = 1;
    for (int64_t i = 0; i < n; i++) {
      state = state * 1664525 + 1013904223;
      const float x = static_cast<float>(state >> 8) / (1 << 24) * 1.6f + 0.1f;
      a[i] = x;
      b[i] = 1.9f - x;
      c[i] = x * x;
      if (isInt) {
        const int32_t integers[2] = {static_cast<int32_t>(state), static_cast<int32_t>(state >> 20) + 1};
        std::memcpy(a + i, integers, 4);
        std::memcpy(b + i, integers + 1, 4);
      }
    }
    double best = 1e9;
    for (int run = 0; run < 60; run++) {
      const double begin = now();
      for (int again = 0; again < 20; again++) kernels[operation](out, a, b, c, n, 0.25f, 0.75f);
      const double time = (now() - begin) / (20.0 * n);
      if (time < best) best = time;
    }
    std::printf("%-16s %7.3f\n", name, best);
  }
  return 0;
}
