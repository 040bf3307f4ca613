#include "pool.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hgn {

namespace {

inline void relax() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/** Turns before a thread lets others have the core: a few microseconds. */
constexpr int patientTurns = 200;

/** Turns before a thread that has nothing to do sleeps: long enough for the next step of a loop in JavaScript. */
constexpr int idleTurns = 2000;

}  // namespace

void Barrier::pause(int turns) {
  if (turns < patientTurns) {
    relax();
  } else {
    std::this_thread::yield();
  }
}

Pool::~Pool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    isOver_ = true;
    round_.fetch_add(1, std::memory_order_release);
  }
  begun_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void Pool::grow(int threads) {
  while (static_cast<int>(workers_.size()) + 1 < threads) {
    const int thread = static_cast<int>(workers_.size()) + 1;
    workers_.emplace_back([this, thread, seen = round_.load()]() mutable {
      for (;;) {
        for (int turns = 0; round_.load(std::memory_order_acquire) == seen && turns < idleTurns; turns++) {
          Barrier::pause(turns);
        }
        if (round_.load(std::memory_order_acquire) == seen) {
          std::unique_lock<std::mutex> lock(mutex_);
          begun_.wait(lock, [&] { return round_.load(std::memory_order_acquire) != seen; });
        }
        seen = round_.load(std::memory_order_acquire);
        if (isOver_) return;
        if (thread < threads_) (*job_)(thread);
        running_.fetch_sub(1, std::memory_order_release);
      }
    });
  }
}

void Pool::run(int threads, const std::function<void(int)>& job) {
  // Who needs no other thread waits for nobody: parts of a batch run side by side.
  if (threads == 1) return job(0);
  const std::lock_guard<std::mutex> turn(turn_);
  grow(threads);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    job_ = &job;
    threads_ = threads;
    running_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
  }
  begun_.notify_all();
  job(0);
  for (int turns = 0; running_.load(std::memory_order_acquire) != 0; turns++) Barrier::pause(turns);
}

}  // namespace hgn
