// Sums, extremes and products along axes.
#pragma once

#include "reader.h"

namespace hgn::HGN_TARGET {

enum class Reduction : int32_t { sum, greatest, least, product, sumInt, greatestInt, leastInt, productInt };

/** The sum of two numbers. */
struct Summing {
  static constexpr float start = 0.0f;
  static float combine(float a, float b) { return a + b; }
};
/** The greater of two numbers, NaN if one of them is. */
struct TakingGreatest {
  static constexpr float start = -__builtin_inff();
  static float combine(float a, float b) { return a > b || a != a ? a : b; }
};
/** The lesser of two numbers, NaN if one of them is. */
struct TakingLeast {
  static constexpr float start = __builtin_inff();
  static float combine(float a, float b) { return a < b || a != a ? a : b; }
};
struct Multiplying {
  static constexpr float start = 1.0f;
  static float combine(float a, float b) { return a * b; }
};
// Integers wrap.
struct SummingInt {
  static constexpr int32_t start = 0;
  static int32_t combine(int32_t a, int32_t b) { return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b)); }
};
struct TakingGreatestInt {
  static constexpr int32_t start = INT32_MIN;
  static int32_t combine(int32_t a, int32_t b) { return a > b ? a : b; }
};
struct TakingLeastInt {
  static constexpr int32_t start = INT32_MAX;
  static int32_t combine(int32_t a, int32_t b) { return a < b ? a : b; }
};
struct MultiplyingInt {
  static constexpr int32_t start = 1;
  static int32_t combine(int32_t a, int32_t b) { return static_cast<int32_t>(static_cast<uint32_t>(a) * static_cast<uint32_t>(b)); }
};

/** Combines a run of numbers: in as many lanes as are independent, so that the order does not depend on the processor. */
template <typename Combine, typename Number>
inline Number combineRun(const Number* from, int64_t stride, int64_t count) {
  constexpr int lanesOfRun = 32;
  Number parts[lanesOfRun];
  for (Number& part : parts) part = Combine::start;
  int64_t at = 0;
  if (stride == 1) {
    for (; at + lanesOfRun <= count; at += lanesOfRun) {
      for (int lane = 0; lane < lanesOfRun; lane++) parts[lane] = Combine::combine(parts[lane], from[at + lane]);
    }
  }
  for (int lane = 0; at < count; at++, lane = (lane + 1) % lanesOfRun) {
    parts[lane] = Combine::combine(parts[lane], from[at * stride]);
  }
  for (int width = lanesOfRun / 2; width > 0; width /= 2) {
    for (int lane = 0; lane < width; lane++) parts[lane] = Combine::combine(parts[lane], parts[lane + width]);
  }
  return parts[0];
}

/** What a reduction reads and writes. Kept axes come in the order of the result. */
struct ReductionPlan {
  const float* from;
  float* to;
  int keptRank;
  const int32_t* keptLengths;
  const int32_t* keptStrides;
  int reducedRank;
  const int32_t* reducedLengths;
  const int32_t* reducedStrides;
};

/** Numbers that are combined before what they give is combined with the rest: keeps the rounding of long sums small. */
constexpr int64_t longestRun = 2048;

/** The axis that numbers lie closest along is one of those that go. */
template <typename Combine, typename Number>
inline void reduceRows(const ReductionPlan& plan, const Share& share) {
  const int64_t units = productOf(plan.keptRank, plan.keptLengths);
  const int inner = plan.reducedRank - 1;
  const int64_t runs = productOf(inner, plan.reducedLengths);
  const int64_t length = plan.reducedLengths[inner];
  const int64_t stride = plan.reducedStrides[inner];
  const int32_t* const keptStrides[1] = {plan.keptStrides};
  const int32_t* const reducedStrides[1] = {plan.reducedStrides};
  Counter<1> kept(plan.keptRank, plan.keptLengths, keptStrides);
  const int64_t end = share.end(units);
  int64_t unit = share.begin(units);
  kept.seek(unit);
  for (; unit < end; unit++, kept.next()) {
    Counter<1> outer(inner, plan.reducedLengths, reducedStrides);
    Number part = Combine::start;
    Number whole = Combine::start;
    int64_t combined = 0;
    for (int64_t run = 0; run < runs; run++, outer.next()) {
      const Number* from = reinterpret_cast<const Number*>(plan.from) + kept.offsets[0] + outer.offsets[0];
      for (int64_t at = 0; at < length; at += longestRun) {
        const int64_t count = length - at < longestRun ? length - at : longestRun;
        part = Combine::combine(part, combineRun<Combine>(from + at * stride, stride, count));
        combined += count;
        if (combined >= longestRun) {
          whole = Combine::combine(whole, part);
          part = Combine::start;
          combined = 0;
        }
      }
    }
    reinterpret_cast<Number*>(plan.to)[unit] = Combine::combine(whole, part);
  }
}

/** The axis that numbers lie closest along stays, and is the last of the kept ones. */
template <typename Combine, typename Number>
inline void reduceColumns(const ReductionPlan& plan, const Share& share) {
  constexpr int64_t width = 128;
  constexpr int64_t rowsOfPart = 64;
  const int outerRank = plan.keptRank - 1;
  const int64_t columns = plan.keptLengths[outerRank];
  const int64_t chunks = (columns + width - 1) / width;
  const int64_t outerUnits = productOf(outerRank, plan.keptLengths);
  const int64_t rows = productOf(plan.reducedRank, plan.reducedLengths);
  const int32_t* const keptStrides[1] = {plan.keptStrides};
  const int32_t* const reducedStrides[1] = {plan.reducedStrides};
  Counter<1> outer(outerRank, plan.keptLengths, keptStrides);
  Number part[width];
  Number whole[width];
  const int64_t end = share.end(outerUnits * chunks);
  for (int64_t unit = share.begin(outerUnits * chunks); unit < end; unit++) {
    const int64_t first = unit % chunks * width;
    const int64_t count = columns - first < width ? columns - first : width;
    outer.seek(unit / chunks);
    const Number* from = reinterpret_cast<const Number*>(plan.from) + outer.offsets[0] + first;
    for (int64_t i = 0; i < count; i++) part[i] = whole[i] = Combine::start;
    Counter<1> row(plan.reducedRank, plan.reducedLengths, reducedStrides);
    for (int64_t done = 0; done < rows; done++, row.next()) {
      const Number* line = from + row.offsets[0];
      for (int64_t i = 0; i < count; i++) part[i] = Combine::combine(part[i], line[i]);
      if (done % rowsOfPart == rowsOfPart - 1) {
        for (int64_t i = 0; i < count; i++) {
          whole[i] = Combine::combine(whole[i], part[i]);
          part[i] = Combine::start;
        }
      }
    }
    Number* to = reinterpret_cast<Number*>(plan.to) + unit / chunks * columns + first;
    for (int64_t i = 0; i < count; i++) to[i] = Combine::combine(whole[i], part[i]);
  }
}

template <typename Combine, typename Number>
inline void reduceBy(const ReductionPlan& plan, bool byColumns, const Share& share) {
  if (byColumns) {
    reduceColumns<Combine, Number>(plan, share);
  } else {
    reduceRows<Combine, Number>(plan, share);
  }
}

/** Words: reduction, whether by columns, both addresses, kept rank, lengths and strides, reduced rank, lengths and strides. */
inline void runReduction(Reader& reader, const Share& share) {
  const Reduction reduction = static_cast<Reduction>(reader.word());
  const bool byColumns = reader.word() != 0;
  ReductionPlan plan;
  plan.from = reader.address();
  plan.to = reader.address();
  plan.keptRank = reader.word();
  plan.keptLengths = reader.words(plan.keptRank);
  plan.keptStrides = reader.words(plan.keptRank);
  plan.reducedRank = reader.word();
  plan.reducedLengths = reader.words(plan.reducedRank);
  plan.reducedStrides = reader.words(plan.reducedRank);
  switch (reduction) {
    case Reduction::sum: return reduceBy<Summing, float>(plan, byColumns, share);
    case Reduction::greatest: return reduceBy<TakingGreatest, float>(plan, byColumns, share);
    case Reduction::least: return reduceBy<TakingLeast, float>(plan, byColumns, share);
    case Reduction::product: return reduceBy<Multiplying, float>(plan, byColumns, share);
    case Reduction::sumInt: return reduceBy<SummingInt, int32_t>(plan, byColumns, share);
    case Reduction::greatestInt: return reduceBy<TakingGreatestInt, int32_t>(plan, byColumns, share);
    case Reduction::leastInt: return reduceBy<TakingLeastInt, int32_t>(plan, byColumns, share);
    case Reduction::productInt: return reduceBy<MultiplyingInt, int32_t>(plan, byColumns, share);
  }
}

}  // namespace hgn::HGN_TARGET
