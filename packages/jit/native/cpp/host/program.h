// A program with the memory that it runs in.
#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include "executor.h"
#include "numbers.h"
#include "pool.h"

namespace hgn {

/** Bases of the arena and of the constants come before those of arguments and results. */
constexpr int ownBases = 2;

class Program {
 public:
  Program(const int32_t* words, int64_t count, const float* constants, int64_t constantCount, int64_t arenaCount, int threads)
      : executor_(executorForThisProcessor()),
        words_(words, words + count),
        constants_(constantCount),
        arena_(arenaCount),
        scratch_(threads * stride()),
        threads_(threads) {
    if (isAllocated() && constantCount > 0) std::memcpy(constants_.data(), constants, constantCount * sizeof(float));
  }

  bool isAllocated() const {
    return constants_.data() != nullptr && arena_.data() != nullptr && scratch_.data() != nullptr;
  }

  /**
   * Runs with arguments and results at the addresses after the first two, timed on the first thread where there is a
   * stopwatch; false where an index was outside.
   */
  bool run(std::vector<float*>& bases, Pool& pool, const Stopwatch* stopwatch = nullptr) {
    bases[0] = arena_.data();
    bases[1] = constants_.data();
    Barrier barrier(threads_);
    std::atomic<bool> isRight{true};
    pool.run(threads_, [&](int thread) {
      const bool done = executor_.run(words_.data(), static_cast<int64_t>(words_.size()), bases.data(), threads_, thread,
                                      scratch_.data() + thread * stride(), barrier,
                                      thread == 0 ? stopwatch : nullptr);
      if (!done) isRight.store(false);
    });
    return isRight.load();
  }

 private:
  int64_t stride() const { return (executor_.scratchFloats + 63) / 64 * 64 + 64; }

  const Executor& executor_;
  const std::vector<int32_t> words_;
  const Numbers constants_;
  const Numbers arena_;
  const Numbers scratch_;
  const int threads_;
};

}  // namespace hgn
