// What JavaScript sees of the executor as WebAssembly. Every thread has an instance of its own; all have one memory.
#include "../program/run.h"

#define HGN_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace hgn {

namespace {

/** Lets others have the core for a moment, where the thread may do so: a page's own thread may not. */
extern "C" __attribute__((import_module("host"), import_name("rest"))) void rest();

/** Turns before a thread lets others have the core: some tens of microseconds. */
constexpr int patientTurns = 20000;

/** Turns before a thread that has nothing to do sleeps: long enough for the next step of a loop in JavaScript. */
constexpr int idleTurns = 100000;

constexpr int mostThreads = 64;

/** What the first thread asks of another: the number of a round. A line of the cache each. */
struct alignas(64) Request {
  std::atomic<int32_t> round{0};
  std::atomic<int32_t> sleeps{0};
};

/** One run of a program. */
struct Job {
  const int32_t* words;
  int32_t count;
  float* const* bases;
  int32_t threads;
  float* scratch;
  Barrier* barrier;
};

Request requests[mostThreads];
Job job;
std::atomic<int32_t> running{0};
std::atomic<int32_t> isRight{1};

int32_t scratchStride() { return static_cast<int32_t>((HGN_TARGET::scratchOfThread() + 63) / 64 * 64 + 64); }

void work(int32_t thread) {
  float* const scratch = job.scratch + thread * scratchStride();
  if (!HGN_TARGET::runProgram(job.words, job.count, job.bases, job.threads, thread, scratch, *job.barrier, nullptr)) {
    isRight.store(0, std::memory_order_relaxed);
  }
}

void ask(int32_t thread) {
  Request& request = requests[thread];
  request.round.fetch_add(1);
  if (request.sleeps.load() != 0) __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(&request.round), 1);
}

}  // namespace

void Barrier::pause(int turns) {
  if (turns % patientTurns == patientTurns - 1) rest();
}

/** Floats that each thread of a program works with. */
HGN_EXPORT(scratchLength) int32_t scratchLength() { return scratchStride(); }

/** The most threads that a program may have. */
HGN_EXPORT(threadLimit) int32_t threadLimit() { return mostThreads; }

/** The name of an operation, as text that ends with 0; null after the last. */
HGN_EXPORT(operationName) const char* operationName(int32_t index) {
  return index < HGN_TARGET::operationCount ? HGN_TARGET::operationNames[index] : nullptr;
}

/**
 * Runs a program whose memories begin at `bases`, here and on the threads that serve with numbers below `threads`; 0 where
 * an index was outside.
 */
HGN_EXPORT(run)
int32_t run(const int32_t* words, int32_t count, float* const* bases, int32_t threads, float* scratch) {
  Barrier barrier(threads);
  job = {words, count, bases, threads, scratch, &barrier};
  isRight.store(1, std::memory_order_relaxed);
  running.store(threads - 1);
  for (int32_t thread = 1; thread < threads; thread++) ask(thread);
  work(0);
  for (int turns = 0; running.load(std::memory_order_acquire) != 0; turns++) Barrier::pause(turns);
  return isRight.load(std::memory_order_relaxed);
}

/** A thread's life: does its part of every round that it is asked for, until it is ended from outside. */
HGN_EXPORT(serve) void serve(int32_t thread) {
  Request& request = requests[thread];
  int32_t seen = 0;
  for (;;) {
    for (int turns = 0; request.round.load(std::memory_order_acquire) == seen && turns < idleTurns;) turns++;
    while (request.round.load() == seen) {
      request.sleeps.store(1);
      __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(&request.round), seen, -1);
      request.sleeps.store(0);
    }
    seen = request.round.load();
    work(thread);
    running.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace hgn
