// A program with the memory that it runs in.
#pragma once

#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "executor.h"
#include "pool.h"

namespace hgn {

/** Memory for numbers, where whole lines of the cache begin. */
class Numbers {
 public:
  explicit Numbers(int64_t count)
      : data_(static_cast<float*>(::operator new(static_cast<size_t>(count > 0 ? count : 1) * sizeof(float), alignment, std::nothrow))) {}
  Numbers(const Numbers&) = delete;
  ~Numbers() {
    if (data_ != nullptr) ::operator delete(data_, alignment);
  }
  /** Null where there is not that much memory. */
  float* data() const { return data_; }

 private:
  static constexpr std::align_val_t alignment{64};
  float* data_;
};

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

  /** Runs with arguments and results at the addresses after the first two; false where an index was outside. */
  bool run(std::vector<float*>& bases, Pool& pool) {
    bases[0] = arena_.data();
    bases[1] = constants_.data();
    Barrier barrier(threads_);
    std::atomic<bool> isRight{true};
    pool.run(threads_, [&](int thread) {
      const bool done = executor_.run(words_.data(), static_cast<int64_t>(words_.size()), bases.data(), threads_, thread,
                                      scratch_.data() + thread * stride(), barrier);
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
