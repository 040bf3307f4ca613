// The whole executor for one target: compiled once for each.
#include "program/run.h"

#define HGN_NAME_OF(target) HGN_TEXT_OF(target)
#define HGN_TEXT_OF(target) #target
#define HGN_EXECUTOR_OF(target) HGN_JOINED(executor_, target)
#define HGN_JOINED(a, b) a##b

namespace hgn {

extern const Executor HGN_EXECUTOR_OF(HGN_TARGET);

const Executor HGN_EXECUTOR_OF(HGN_TARGET) = {HGN_NAME_OF(HGN_TARGET), HGN_TARGET::scratchOfThread(),
                                             HGN_TARGET::runProgram};

}  // namespace hgn
