// Threads that wait for work, kept as long as the environment that they belong to.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "executor.h"

namespace hgn {

/** Runs a job on several threads at once, of which the caller is the first. */
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  ~Pool();

  /** Calls job(0) here and job(1), … on other threads, and returns when all are done; one job at a time. */
  void run(int threads, const std::function<void(int)>& job);

 private:
  void grow(int threads);

  std::mutex turn_;
  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable begun_;
  const std::function<void(int)>* job_ = nullptr;
  int threads_ = 0;
  bool isOver_ = false;
  std::atomic<int64_t> round_{0};
  std::atomic<int> running_{0};
};

}  // namespace hgn
