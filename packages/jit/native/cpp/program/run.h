// Runs a program: every thread goes through all instructions and does its share of each.
#pragma once

#include "../host/executor.h"
#include "blocks.h"
#include "indices.h"
#include "moves.h"
#include "product.h"
#include "reductions.h"

namespace hgn::HGN_TARGET {

enum class Instruction : int32_t {
  elementwise, product, pack, reduction, copy, fill, gather, gatherNd, scatterNd, cumulativeSum, extremePlace, topK,
};

/** Floats of scratch for one thread. */
inline int64_t scratchOfThread() {
  return blockFloats() > scratchFloats() ? blockFloats() : scratchFloats();
}

/**
 * An instruction's words: which, how many of its own follow, flags (1: all threads meet first; 2: one thread does it
 * all), and its own. False where an index is outside.
 */
inline bool runProgram(const int32_t* words, int64_t count, float* const* bases, int threads, int thread, float* scratch,
                       Barrier& barrier) {
  const Memory memory = {bases};
  bool isRight = true;
  for (const int32_t* at = words; at < words + count;) {
    const Instruction instruction = static_cast<Instruction>(at[0]);
    const int32_t length = at[1];
    const bool meets = (at[2] & 1) != 0, isSingle = (at[2] & 2) != 0;
    if (meets) barrier.wait();
    Reader reader(at + 3, memory);
    at += 3 + length;
    if (isSingle && thread != 0) continue;
    const Share share = isSingle ? Share{0, 1, scratch} : Share{thread, threads, scratch};
    switch (instruction) {
      case Instruction::elementwise: runElementwise(reader, share); break;
      case Instruction::product: runProduct(reader, share); break;
      case Instruction::pack: runPack(reader, share); break;
      case Instruction::reduction: runReduction(reader, share); break;
      case Instruction::copy: runCopy(reader, share); break;
      case Instruction::fill: runFill(reader, share); break;
      case Instruction::gather: isRight = runGather(reader) && isRight; break;
      case Instruction::gatherNd: isRight = runGatherNd(reader) && isRight; break;
      case Instruction::scatterNd: isRight = runScatterNd(reader) && isRight; break;
      case Instruction::cumulativeSum: runCumulativeSum(reader); break;
      case Instruction::extremePlace: runExtremePlace(reader); break;
      case Instruction::topK: runTopK(reader); break;
    }
  }
  return isRight;
}

}  // namespace hgn::HGN_TARGET
