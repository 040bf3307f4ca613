// Vectors of floats and of 32-bit integers as wide as the processor's registers; the compiler's own vector extension, so
// that one text serves every processor. Included once per target, with HGN_TARGET naming the target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
#define HGN_LANES 16
#elif defined(__AVX2__)
#define HGN_LANES 8
#else
#define HGN_LANES 4
#endif

namespace hgn::HGN_TARGET {

constexpr int lanes = HGN_LANES;

typedef float Vector __attribute__((vector_size(4 * HGN_LANES)));
typedef int32_t IntVector __attribute__((vector_size(4 * HGN_LANES)));

template <typename V, typename T>
inline V loadAs(const T* from) {
  V value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline Vector load(const float* from) { return loadAs<Vector>(from); }
inline IntVector load(const int32_t* from) { return loadAs<IntVector>(from); }
inline void store(float* to, Vector value) { std::memcpy(to, &value, sizeof value); }
inline void store(int32_t* to, IntVector value) { std::memcpy(to, &value, sizeof value); }

/**
 * Stores past the caches, where nobody reads it before it would have left them; to an address that is a whole number of
 * vectors. What threads do next must come after finishPast().
 */
inline void storePast(float* to, Vector value) {
#if defined(__clang__)
  __builtin_nontemporal_store(value, reinterpret_cast<Vector*>(to));
#elif defined(__AVX512F__)
  __builtin_ia32_movntps512(to, value);
#elif defined(__AVX__)
  __builtin_ia32_movntps256(to, value);
#elif defined(__SSE__)
  __builtin_ia32_movntps(to, value);
#else
  store(to, value);
#endif
}

inline void finishPast() {
#if defined(__SSE__)
  __builtin_ia32_sfence();
#endif
}

inline Vector splat(float value) { return value - Vector{}; }
inline IntVector splatInt(int32_t value) { return value - IntVector{}; }
inline IntVector bitsOf(Vector value) { return loadAs<IntVector>(reinterpret_cast<const float*>(&value)); }
inline Vector fromBits(IntVector value) { return loadAs<Vector>(reinterpret_cast<const int32_t*>(&value)); }

/** a where the mask has all bits, b where it has none. */
inline Vector select(IntVector mask, Vector a, Vector b) {
  return fromBits((mask & bitsOf(a)) | (~mask & bitsOf(b)));
}

}  // namespace hgn::HGN_TARGET
