// Exchanges of lanes between vectors, and the two things built of them: transposed blocks and sums over lanes.
#pragma once

#include <utility>

#include "../vector.h"

namespace hgn::HGN_TARGET {

/** Lane of (a, b), seen as one vector of twice the lanes, that goes to `lane` of the exchange's first or second result. */
constexpr int exchangeSource(int lane, int distance, bool second) {
  const bool fromB = lane & distance;
  const int within = second ? (fromB ? lane : lane + distance) : (fromB ? lane - distance : lane);
  return fromB ? lanes + within : within;
}

template <int distance, bool second, int... lane>
inline Vector exchangeLanes(Vector a, Vector b, std::integer_sequence<int, lane...>) {
  return __builtin_shufflevector(a, b, exchangeSource(lane, distance, second)...);
}

/** The lanes of a and b whose number lacks the bit `distance`: a's stay, b's move up by `distance`. */
template <int distance>
inline Vector exchangeFirst(Vector a, Vector b) {
  return exchangeLanes<distance, false>(a, b, std::make_integer_sequence<int, lanes>{});
}

/** The lanes of a and b whose number has the bit `distance`: b's stay, a's move down by `distance`. */
template <int distance>
inline Vector exchangeSecond(Vector a, Vector b) {
  return exchangeLanes<distance, true>(a, b, std::make_integer_sequence<int, lanes>{});
}

/** Transposes a block of lanes x lanes in place: halves of the block are exchanged, then halves of the halves. */
template <int distance = lanes / 2>
inline void transposeBlock(Vector* block) {
#pragma GCC unroll 16
  for (int i = 0; i < lanes; i++) {
    if (i & distance) continue;
    const Vector first = exchangeFirst<distance>(block[i], block[i + distance]);
    block[i + distance] = exchangeSecond<distance>(block[i], block[i + distance]);
    block[i] = first;
  }
  if constexpr (distance > 1) transposeBlock<distance / 2>(block);
}

/**
 * Sums each of `lanes` vectors over its lanes; lane i of the result belongs to vector i. Each sum is formed in the same
 * order, wherever its vector stands. The block is overwritten.
 */
template <int distance = lanes / 2>
inline Vector sumLanes(Vector* block) {
#pragma GCC unroll 16
  for (int i = 0; i < distance; i++) {
    block[i] = exchangeFirst<distance>(block[i], block[i + distance]) +
               exchangeSecond<distance>(block[i], block[i + distance]);
  }
  if constexpr (distance > 1) {
    return sumLanes<distance / 2>(block);
  } else {
    return block[0];
  }
}

}  // namespace hgn::HGN_TARGET
