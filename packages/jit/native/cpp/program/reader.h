// How the executor reads a program: 32-bit words one after the other, and where values lie in memory.
#pragma once

#include "../vector.h"

namespace hgn::HGN_TARGET {

/** The memory that a run works on: the arena, the constants, the arguments and the results, in this order. */
struct Memory {
  float* const* bases;
};

/** The part of an instruction's units that is one thread's. */
struct Share {
  int32_t thread;
  int32_t threads;
  /** Floats of its own: room for blocks of elementwise work, then what products need. */
  float* scratch;

  int64_t begin(int64_t units) const { return units * thread / threads; }
  int64_t end(int64_t units) const { return units * (thread + 1) / threads; }
};

/** Reads words in order. */
class Reader {
 public:
  Reader(const int32_t* words, const Memory& memory) : at_(words), memory_(memory) {}

  int32_t word() { return *at_++; }
  const int32_t* words(int64_t count) {
    const int32_t* first = at_;
    at_ += count;
    return first;
  }
  float number() {
    float value;
    std::memcpy(&value, at_++, sizeof value);
    return value;
  }
  /** An address: which memory, and how many numbers into it; no memory is a null pointer. */
  float* address() {
    const int32_t base = word();
    const int32_t offset = word();
    return base < 0 ? nullptr : memory_.bases[base] + offset;
  }

 private:
  const int32_t* at_;
  const Memory& memory_;
};

/** Most axes that an instruction may have, after those that can be one are made one. */
constexpr int mostAxes = 8;

/** Positions along some axes, counted up like the digits of a number, with an offset for each of several arrays. */
template <int Arrays>
class Counter {
 public:
  /** Strides are given array by array. */
  Counter(int rank, const int32_t* lengths, const int32_t* const (&strides)[Arrays]) : rank_(rank), lengths_(lengths) {
    for (int array = 0; array < Arrays; array++) strides_[array] = strides[array];
  }

  /** Goes to the position with that number. */
  void seek(int64_t number) {
    for (int array = 0; array < Arrays; array++) offsets[array] = 0;
    for (int axis = rank_ - 1; axis >= 0; axis--) {
      const int64_t length = lengths_[axis];
      position_[axis] = static_cast<int32_t>(number % length);
      number /= length;
      for (int array = 0; array < Arrays; array++) {
        offsets[array] += static_cast<int64_t>(position_[axis]) * strides_[array][axis];
      }
    }
  }

  /** Goes to the next position; after the last comes the first. */
  void next() {
    for (int axis = rank_ - 1; axis >= 0; axis--) {
      for (int array = 0; array < Arrays; array++) offsets[array] += strides_[array][axis];
      if (++position_[axis] < lengths_[axis]) return;
      for (int array = 0; array < Arrays; array++) {
        offsets[array] -= static_cast<int64_t>(lengths_[axis]) * strides_[array][axis];
      }
      position_[axis] = 0;
    }
  }

  int64_t offsets[Arrays] = {};

 private:
  int rank_;
  const int32_t* lengths_;
  const int32_t* strides_[Arrays];
  int32_t position_[mostAxes] = {};
};

/** Product of lengths. */
inline int64_t productOf(int rank, const int32_t* lengths) {
  int64_t product = 1;
  for (int axis = 0; axis < rank; axis++) product *= lengths[axis];
  return product;
}

}  // namespace hgn::HGN_TARGET
