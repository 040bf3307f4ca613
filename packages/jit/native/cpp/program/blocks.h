// Chains of elementwise operations, a block of numbers at a time: what lies between the first load and the last store never
// leaves the nearest cache.
#pragma once

#include "../elementwise/elementwise.h"
#include "reader.h"

namespace hgn::HGN_TARGET {

constexpr int64_t blockLength = 512;
/** As many as the longest chain may need: 24 operations of three operands each, all of their results kept. */
constexpr int mostRegisters = 128;

/** Where the numbers of a register come from. */
enum class Source : int32_t { contiguous = 0, single = 1, strided = 2 };

/** One operand that is no plain stretch of memory: its axes, innermost last. */
struct StridedLoad {
  const float* from;
  int rank;
  const int32_t* lengths;
  const int32_t* strides;
};

/** Writes what stands at positions begin to begin + count. */
inline void gather(const StridedLoad& load, int64_t begin, int64_t count, float* to) {
  const int inner = load.rank - 1;
  const int64_t length = load.lengths[inner];
  const int64_t stride = load.strides[inner];
  const int32_t* const strides[1] = {load.strides};
  Counter<1> outer(inner, load.lengths, strides);
  outer.seek(begin / length);
  int64_t at = begin % length;
  while (count > 0) {
    const int64_t run = length - at < count ? length - at : count;
    const float* from = load.from + outer.offsets[0] + at * stride;
    if (stride == 1) {
      for (int64_t i = 0; i < run; i++) to[i] = from[i];
    } else if (stride == 0) {
      const float value = *from;
      for (int64_t i = 0; i < run; i++) to[i] = value;
    } else {
      for (int64_t i = 0; i < run; i++) to[i] = from[i * stride];
    }
    to += run;
    count -= run;
    at = 0;
    outer.next();
  }
}

/**
 * Words: units, numbers in a unit, registers, loads, then for each load its register, source and address, and axes where it
 * is strided; stores, each a register and an address; steps, each an operation, the register of its result, of its three
 * operands, and two numbers.
 */
inline void runElementwise(Reader& reader, const Share& share) {
  const int64_t units = reader.word();
  const int64_t unit = reader.word();
  const int registers = reader.word();
  const int64_t begin = share.begin(units) * unit;
  const int64_t end = share.end(units) * unit;
  if (begin == end) return;

  float* pointers[mostRegisters];
  for (int i = 0; i < registers; i++) pointers[i] = share.scratch + i * blockLength;

  // Registers that are memory itself move along with the block.
  int moving[mostRegisters];
  int movingCount = 0;
  int stridedRegisters[mostRegisters];
  StridedLoad stridedLoads[mostRegisters];
  int stridedCount = 0;

  const int loads = reader.word();
  const int64_t longest = end - begin < blockLength ? end - begin : blockLength;
  for (int i = 0; i < loads; i++) {
    const int target = reader.word();
    const Source source = static_cast<Source>(reader.word());
    float* from = reader.address();
    if (source == Source::contiguous) {
      pointers[target] = from + begin;
      moving[movingCount++] = target;
    } else if (source == Source::single) {
      const float value = *from;
      float* to = pointers[target];
      for (int64_t k = 0; k < longest; k++) to[k] = value;
    } else {
      StridedLoad& load = stridedLoads[stridedCount];
      stridedRegisters[stridedCount++] = target;
      load.from = from;
      load.rank = reader.word();
      load.lengths = reader.words(load.rank);
      load.strides = reader.words(load.rank);
    }
  }
  const int stores = reader.word();
  for (int i = 0; i < stores; i++) {
    const int target = reader.word();
    pointers[target] = reader.address() + begin;
    moving[movingCount++] = target;
  }
  const int steps = reader.word();
  constexpr int wordsOfStep = 7;
  const int32_t* program = reader.words(static_cast<int64_t>(steps) * wordsOfStep);

  for (int64_t at = begin; at < end; at += blockLength) {
    const int64_t count = end - at < blockLength ? end - at : blockLength;
    for (int i = 0; i < stridedCount; i++) gather(stridedLoads[i], at, count, pointers[stridedRegisters[i]]);
    const int32_t* step = program;
    for (int i = 0; i < steps; i++, step += wordsOfStep) {
      float numbers[2];
      std::memcpy(numbers, step + 5, sizeof numbers);
      kernels[step[0]](pointers[step[1]], pointers[step[2]], pointers[step[3]], pointers[step[4]], count, numbers[0],
                       numbers[1]);
    }
    for (int i = 0; i < movingCount; i++) pointers[moving[i]] += blockLength;
  }
}

/** Floats of scratch that elementwise work needs. */
constexpr int64_t blockFloats() { return mostRegisters * blockLength; }

}  // namespace hgn::HGN_TARGET
