// What picks, places and orders numbers by index. Rare in training steps, so one thread does all of it.
#pragma once

#include "reader.h"

namespace hgn::HGN_TARGET {

/** An index counted from the end where it is negative; -1 where it is outside. */
inline int64_t placeOf(int32_t index, int64_t length) {
  const int64_t place = index < 0 ? index + length : index;
  return place >= 0 && place < length ? place : -1;
}

/** Words: addresses of numbers, indices and result; outer, length of the axis, inner, count of indices. False where one is outside. */
inline bool runGather(Reader& reader) {
  const float* from = reader.address();
  const int32_t* indices = reinterpret_cast<const int32_t*>(reader.address());
  float* to = reader.address();
  const int64_t outer = reader.word(), length = reader.word(), inner = reader.word(), count = reader.word();
  for (int64_t row = 0; row < outer; row++) {
    for (int64_t i = 0; i < count; i++, to += inner) {
      const int64_t place = placeOf(indices[i], length);
      if (place < 0) return false;
      std::memcpy(to, from + (row * length + place) * inner, inner * sizeof(float));
    }
  }
  return true;
}

/** The offset that an index vector names, or -1. */
inline int64_t offsetOf(const int32_t* vector, int depth, const int32_t* lengths, int64_t slice) {
  int64_t offset = 0;
  for (int axis = 0; axis < depth; axis++) {
    const int64_t place = placeOf(vector[axis], lengths[axis]);
    if (place < 0) return -1;
    offset = offset * lengths[axis] + place;
  }
  return offset * slice;
}

/** Words: addresses of numbers, index vectors and result; count, depth, lengths of the axes they index, numbers in a slice. */
inline bool runGatherNd(Reader& reader) {
  const float* from = reader.address();
  const int32_t* vectors = reinterpret_cast<const int32_t*>(reader.address());
  float* to = reader.address();
  const int64_t count = reader.word();
  const int depth = reader.word();
  const int32_t* lengths = reader.words(depth);
  const int64_t slice = reader.word();
  for (int64_t i = 0; i < count; i++) {
    const int64_t offset = offsetOf(vectors + i * depth, depth, lengths, slice);
    if (offset < 0) return false;
    std::memcpy(to + i * slice, from + offset, slice * sizeof(float));
  }
  return true;
}

enum class Scatter : int32_t { replace = 0, add = 1, addInt = 2 };

/** Words: how, addresses of numbers, index vectors, updates and result; numbers in all; count, depth, lengths, slice. */
inline bool runScatterNd(Reader& reader) {
  const Scatter how = static_cast<Scatter>(reader.word());
  const float* from = reader.address();
  const int32_t* vectors = reinterpret_cast<const int32_t*>(reader.address());
  const float* updates = reader.address();
  float* to = reader.address();
  const int64_t size = reader.word(), count = reader.word();
  const int depth = reader.word();
  const int32_t* lengths = reader.words(depth);
  const int64_t slice = reader.word();
  std::memcpy(to, from, size * sizeof(float));
  for (int64_t i = 0; i < count; i++) {
    const int64_t offset = offsetOf(vectors + i * depth, depth, lengths, slice);
    if (offset < 0) return false;
    const float* update = updates + i * slice;
    if (how == Scatter::replace) {
      std::memcpy(to + offset, update, slice * sizeof(float));
    } else if (how == Scatter::add) {
      for (int64_t k = 0; k < slice; k++) to[offset + k] += update[k];
    } else {
      uint32_t* target = reinterpret_cast<uint32_t*>(to) + offset;
      for (int64_t k = 0; k < slice; k++) target[k] += reinterpret_cast<const uint32_t*>(update)[k];
    }
  }
  return true;
}

template <typename Number>
inline void cumulate(const float* source, float* target, int64_t outer, int64_t length, int64_t inner, bool exclusive,
                     bool reverse) {
  const Number* from = reinterpret_cast<const Number*>(source);
  Number* to = reinterpret_cast<Number*>(target);
  for (int64_t row = 0; row < outer; row++) {
    for (int64_t column = 0; column < inner; column++) {
      Number sum = 0;
      for (int64_t i = 0; i < length; i++) {
        const int64_t at = (row * length + (reverse ? length - 1 - i : i)) * inner + column;
        const Number value = from[at];
        to[at] = exclusive ? sum : sum + value;
        sum += value;
      }
    }
  }
}

/** Words: both addresses, outer, length, inner, whether exclusive, reverse, of integers. */
inline void runCumulativeSum(Reader& reader) {
  const float* from = reader.address();
  float* to = reader.address();
  const int64_t outer = reader.word(), length = reader.word(), inner = reader.word();
  const bool exclusive = reader.word() != 0, reverse = reader.word() != 0, isInt = reader.word() != 0;
  if (isInt) {
    cumulate<uint32_t>(from, to, outer, length, inner, exclusive, reverse);
  } else {
    cumulate<float>(from, to, outer, length, inner, exclusive, reverse);
  }
}

template <typename Number>
inline int32_t extremeAt(const Number* from, int64_t length, int64_t stride, bool least) {
  int64_t best = 0;
  for (int64_t i = 1; i < length; i++) {
    const Number value = from[i * stride], known = from[best * stride];
    if (least ? value < known : value > known) best = i;
  }
  return static_cast<int32_t>(best);
}

/** Words: both addresses, outer, length, inner, whether the least is sought, whether of integers. */
inline void runExtremePlace(Reader& reader) {
  const float* from = reader.address();
  int32_t* to = reinterpret_cast<int32_t*>(reader.address());
  const int64_t outer = reader.word(), length = reader.word(), inner = reader.word();
  const bool least = reader.word() != 0, isInt = reader.word() != 0;
  for (int64_t row = 0; row < outer; row++) {
    for (int64_t column = 0; column < inner; column++) {
      const float* first = from + row * length * inner + column;
      to[row * inner + column] = isInt ? extremeAt(reinterpret_cast<const int32_t*>(first), length, inner, least)
                                       : extremeAt(first, length, inner, least);
    }
  }
}

/** Writes the k greatest of a row in falling order, equal ones in the order in which they stand, or their places. */
template <typename Number>
inline void greatest(const Number* from, int64_t length, int64_t k, bool places, float* to) {
  int64_t last = -1;
  for (int64_t rank = 0; rank < k; rank++) {
    int64_t best = -1;
    for (int64_t i = 0; i < length; i++) {
      const bool isAfterLast = last < 0 || from[i] < from[last] || (from[i] == from[last] && i > last);
      if (isAfterLast && (best < 0 || from[i] > from[best])) best = i;
    }
    // What is no number is never after another: its places come last, as they stand.
    last = best < 0 ? rank : best;
    const int32_t place = static_cast<int32_t>(last);
    std::memcpy(to + rank, places ? static_cast<const void*>(&place) : static_cast<const void*>(from + last), sizeof(float));
  }
}

/** Words: both addresses, rows, length of a row, k, whether places are wanted, whether of integers. */
inline void runTopK(Reader& reader) {
  const float* from = reader.address();
  float* to = reader.address();
  const int64_t rows = reader.word(), length = reader.word(), k = reader.word();
  const bool places = reader.word() != 0, isInt = reader.word() != 0;
  for (int64_t row = 0; row < rows; row++, from += length, to += k) {
    if (isInt) {
      greatest(reinterpret_cast<const int32_t*>(from), length, k, places, to);
    } else {
      greatest(from, length, k, places, to);
    }
  }
}

}  // namespace hgn::HGN_TARGET
