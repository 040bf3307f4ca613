// Where sums that did not go to c by whole vectors end up.
#pragma once

#include "product.h"

namespace hgn::HGN_TARGET {

/** Elements of c, by two dimensions in any order, and what is added to them. */
struct SumTarget {
  float* c;
  int64_t cFirst, cSecond;
  float alpha;
  const float* added;  // or nullptr
  int64_t addedFirst, addedSecond;
};

/** c = alpha·sum + added. Not inlined, so that the compiler fuses the two operations for every caller or for none. */
__attribute__((noinline)) inline void putAddedSums(const SumTarget& target, const float* sums, int64_t from, int64_t first,
                                                   int64_t second, int64_t firstStep, int64_t secondStep) {
  for (int64_t i = 0; i < first; i++) {
    float* const c = target.c + (from + i) * target.cFirst;
    const float* const added = target.added + (from + i) * target.addedFirst;
    for (int64_t j = 0; j < second; j++) {
      c[j * target.cSecond] = target.alpha * sums[i * firstStep + j * secondStep] + added[j * target.addedSecond];
    }
  }
}

/** c = alpha·sum. */
__attribute__((noinline)) inline void putSumsAlone(const SumTarget& target, const float* sums, int64_t from, int64_t first,
                                                   int64_t second, int64_t firstStep, int64_t secondStep) {
  for (int64_t i = 0; i < first; i++) {
    float* const c = target.c + (from + i) * target.cFirst;
    for (int64_t j = 0; j < second; j++) c[j * target.cSecond] = target.alpha * sums[i * firstStep + j * secondStep];
  }
}

/** The results of `first` by `second` sums, (i, j) at sums[i*firstStep + j*secondStep], to (from + i, j) of the target. */
inline void putSums(const SumTarget& target, const float* sums, int64_t from, int64_t first, int64_t second,
                    int64_t firstStep, int64_t secondStep) {
  if (target.added) {
    putAddedSums(target, sums, from, first, second, firstStep, secondStep);
  } else {
    putSumsAlone(target, sums, from, first, second, firstStep, secondStep);
  }
}

}  // namespace hgn::HGN_TARGET
