// Which of the compiled targets this processor can run.
#include "executor.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace hgn {

#if defined(__x86_64__)

extern const Executor executor_baseline;
extern const Executor executor_avx2;
extern const Executor executor_avx512;

namespace {

/** The registers that the system saves when it switches threads. */
uint64_t savedRegisters() {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (static_cast<uint64_t>(high) << 32) | low;
}

}  // namespace

const Executor& executorForThisProcessor() {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return executor_baseline;
  constexpr unsigned fma = 1u << 12, f16c = 1u << 29, osxsave = 1u << 27, avx = 1u << 28;
  constexpr unsigned needed = fma | f16c | osxsave | avx;
  if ((c & needed) != needed) return executor_baseline;
  const uint64_t saved = savedRegisters();
  if ((saved & 0x6) != 0x6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return executor_baseline;
  constexpr unsigned avx2 = 1u << 5, bmi2 = 1u << 8;
  if ((b & avx2) == 0 || (b & bmi2) == 0) return executor_baseline;
  // Foundation, double words, bytes and words, short vectors.
  constexpr unsigned avx512 = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
  if ((b & avx512) == avx512 && (saved & 0xe6) == 0xe6) return executor_avx512;
  return executor_avx2;
}

#else

extern const Executor executor_baseline;

const Executor& executorForThisProcessor() { return executor_baseline; }

#endif

}  // namespace hgn
