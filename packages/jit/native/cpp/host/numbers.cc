#include "numbers.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace hgn {

void askForLargePages([[maybe_unused]] void* memory, [[maybe_unused]] size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // A wish: where the system does not grant it, everything works as before.
  madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

}  // namespace hgn
