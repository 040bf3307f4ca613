// The names of what is done element by element; the compiler of programs numbers them in the same order.
#pragma once

#include "../vector.h"

/** float to float, of one operand. */
#define HGN_REAL_FUNCTIONS(X)                                                                                         \
  X(Neg) X(Abs) X(Exp) X(Expm1) X(Log) X(Log1p) X(Sqrt) X(Rsqrt) X(Reciprocal) X(Sin) X(Cos) X(Tan) X(Asin) X(Acos)   \
  X(Atan) X(Sinh) X(Cosh) X(Tanh) X(Asinh) X(Acosh) X(Atanh) X(Sigmoid) X(FallingSigmoid) X(OnePlusExp) X(Softplus)   \
  X(Relu) X(Elu) X(Selu) X(Erf) X(Sign) X(Floor) X(Ceil) X(Round)

/** float to float, of one operand and of numbers that are the same for all elements. */
#define HGN_REAL_FUNCTIONS_WITH_NUMBERS(X) X(LeakyRelu) X(Step) X(Clip)

/** float to bool. */
#define HGN_REAL_TESTS(X) X(IsNaN) X(IsInf)

/** Two floats to one. */
#define HGN_REAL_PAIRS(X) X(Add) X(Sub) X(Mul) X(Div) X(Pow) X(Max) X(Min) X(FloorDiv) X(Mod)

/** Two floats to a bool. */
#define HGN_REAL_COMPARISONS(X) X(Equal) X(NotEqual) X(Less) X(LessEqual) X(Greater) X(GreaterEqual)

/** int32 to int32. */
#define HGN_INTEGER_FUNCTIONS(X) X(NegInt) X(AbsInt) X(SignInt) X(ClipInt)

/** Two int32 to one. */
#define HGN_INTEGER_PAIRS(X)                                                                                          \
  X(AddInt) X(SubInt) X(MulInt) X(DivInt) X(PowInt) X(MaxInt) X(MinInt) X(FloorDivInt) X(ModInt)

/** Two int32 to a bool. */
#define HGN_INTEGER_COMPARISONS(X)                                                                                    \
  X(EqualInt) X(NotEqualInt) X(LessInt) X(LessEqualInt) X(GreaterInt) X(GreaterEqualInt)

/** Of bools, between types, and sums and products with a third number. */
#define HGN_OTHER_OPERATIONS(X)                                                                                       \
  X(Not) X(And) X(Or) X(Select) X(FloatToInt) X(IntToFloat) X(FloatToBool) X(IntToBool) X(Copy) X(MulAdd)             \
  X(MulScalar) X(AddScalar) X(AddScaled)

/** Every operation, in the order of their numbers. */
#define HGN_OPERATIONS(X)                                                                                             \
  HGN_REAL_FUNCTIONS(X)                                                                                               \
  HGN_REAL_FUNCTIONS_WITH_NUMBERS(X)                                                                                  \
  HGN_REAL_TESTS(X)                                                                                                   \
  HGN_REAL_PAIRS(X)                                                                                                   \
  HGN_REAL_COMPARISONS(X)                                                                                             \
  HGN_INTEGER_FUNCTIONS(X)                                                                                            \
  HGN_INTEGER_PAIRS(X)                                                                                                \
  HGN_INTEGER_COMPARISONS(X)                                                                                          \
  HGN_OTHER_OPERATIONS(X)

namespace hgn::HGN_TARGET {

enum class Operation : int32_t {
#define HGN_NAME(name) name,
  HGN_OPERATIONS(HGN_NAME)
#undef HGN_NAME
};

constexpr const char* operationNames[] = {
#define HGN_NAME(name) #name,
    HGN_OPERATIONS(HGN_NAME)
#undef HGN_NAME
};

constexpr int operationCount = sizeof operationNames / sizeof operationNames[0];

}  // namespace hgn::HGN_TARGET
