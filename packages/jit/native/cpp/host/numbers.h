// Memory for numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace hgn {

/** Where much is read in no order, the processor looks up fewer pages if they are large: asks for that, where one can. */
void askForLargePages(void* memory, size_t bytes);

/** Floats, where whole lines of the cache begin; many of them where large pages begin. */
class Numbers {
 public:
  explicit Numbers(int64_t count)
      : bytes_(static_cast<size_t>(count > 0 ? count : 1) * sizeof(float)),
        alignment_(std::align_val_t{bytes_ >= largePage ? largePage : line}),
        data_(static_cast<float*>(::operator new(bytes_, alignment_, std::nothrow))) {
    if (data_ != nullptr && bytes_ >= largePage) askForLargePages(data_, bytes_);
  }
  Numbers(const Numbers&) = delete;
  ~Numbers() {
    if (data_ != nullptr) ::operator delete(data_, alignment_);
  }
  /** Null where there is not that much memory. */
  float* data() const { return data_; }

 private:
  static constexpr size_t line = 64;
  static constexpr size_t largePage = size_t{1} << 21;
  const size_t bytes_;
  const std::align_val_t alignment_;
  float* const data_;
};

}  // namespace hgn
