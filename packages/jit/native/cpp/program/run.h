// Runs a program: every thread goes through all instructions and does its share of each.
#pragma once

#include <initializer_list>

#include "../host/executor.h"
#include "blocks.h"
#include "indices.h"
#include "moves.h"
#include "product.h"
#include "reductions.h"
#include "transform.h"

namespace hgn::HGN_TARGET {

enum class Instruction : int32_t {
  elementwise, product, pack, reduction, copy, fill, gather, gatherNd, scatterNd, cumulativeSum, extremePlace, topK,
  transform,
};

/** Floats of scratch for one thread. */
inline int64_t scratchOfThread() {
  int64_t most = scratchFloats();
  for (const int64_t floats : {blockFloats(), transformFloats()}) most = floats > most ? floats : most;
  return most;
}

/** One thread's share of an instruction; false where an index is outside. */
inline bool runInstruction(Instruction instruction, Reader& reader, const Share& share) {
  switch (instruction) {
    case Instruction::elementwise: runElementwise(reader, share); return true;
    case Instruction::product: runProduct(reader, share); return true;
    case Instruction::pack: runPack(reader, share); return true;
    case Instruction::reduction: runReduction(reader, share); return true;
    case Instruction::copy: runCopy(reader, share); return true;
    case Instruction::fill: runFill(reader, share); return true;
    case Instruction::gather: return runGather(reader);
    case Instruction::gatherNd: return runGatherNd(reader);
    case Instruction::scatterNd: return runScatterNd(reader);
    case Instruction::cumulativeSum: runCumulativeSum(reader); return true;
    case Instruction::extremePlace: runExtremePlace(reader); return true;
    case Instruction::topK: runTopK(reader); return true;
    case Instruction::transform: runTransform(reader, share); return true;
  }
  return true;
}

/**
 * An instruction's words: which, how many of its own follow, flags (1: all threads meet first; 2: one thread does it
 * all), and its own. False where an index is outside.
 */
inline bool runProgram(const int32_t* words, int64_t count, float* const* bases, int threads, int thread, float* scratch,
                       Barrier& barrier, const Stopwatch* stopwatch) {
  const Memory memory = {bases};
  bool isRight = true;
  int64_t* end = stopwatch == nullptr ? nullptr : stopwatch->ends;
  for (const int32_t* at = words; at < words + count;) {
    const Instruction instruction = static_cast<Instruction>(at[0]);
    const int32_t length = at[1];
    const bool meets = (at[2] & 1) != 0, isSingle = (at[2] & 2) != 0;
    if (meets) barrier.wait();
    Reader reader(at + 3, memory);
    at += 3 + length;
    if (isSingle && thread != 0) continue;
    const Share share = isSingle ? Share{0, 1, scratch} : Share{thread, threads, scratch};
    isRight = runInstruction(instruction, reader, share) && isRight;
    if (end != nullptr) *end++ = stopwatch->now();
  }
  return isRight;
}

}  // namespace hgn::HGN_TARGET
