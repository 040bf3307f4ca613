// What the host and the code for each target know of each other.
#pragma once

#include <atomic>
#include <cstdint>

namespace hgn {

/** Where threads wait for each other. They turn on the spot for a while, since the others are a microsecond away. */
class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads) {}

  void wait() {
    if (threads_ == 1) return;
    const int generation = generation_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      generation_.store(generation + 1, std::memory_order_release);
      return;
    }
    for (int turns = 0; generation_.load(std::memory_order_acquire) == generation; turns++) pause(turns);
  }

  /** One turn of waiting; after some microseconds others get the core in between. */
  static void pause(int turns);

 private:
  const int threads_;
  std::atomic<int> arrived_{0};
  std::atomic<int> generation_{0};
};

/** Reads a clock after every instruction, where somebody asks how long each takes. */
struct Stopwatch {
  int64_t (*now)();
  /** One for each instruction. */
  int64_t* ends;
};

/** The code for one kind of processor. */
struct Executor {
  const char* name;
  int64_t scratchFloats;
  /** One thread's part of a run, with a stopwatch or none; false where an index is outside. */
  bool (*run)(const int32_t* words, int64_t count, float* const* bases, int threads, int thread, float* scratch,
              Barrier& barrier, const Stopwatch* stopwatch);
};

/** The fastest that this processor has the instructions for. */
const Executor& executorForThisProcessor();

}  // namespace hgn
