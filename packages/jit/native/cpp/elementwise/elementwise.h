// Kernels of all elementwise operations, over blocks of numbers.
#pragma once

#include "arithmetic.h"
#include "blockLoops.h"
#include "integers.h"
#include "operations.h"
#include "vectorMath/errorFunction.h"
#include "vectorMath/exponential.h"
#include "vectorMath/hyperbolic.h"
#include "vectorMath/inverse.h"
#include "vectorMath/logarithm.h"
#include "vectorMath/logistic.h"
#include "vectorMath/trigonometric.h"

namespace hgn::HGN_TARGET {

/** The kernel of an operation. */
constexpr Kernel kernelOf(Operation operation) {
  switch (operation) {
    case Operation::Neg: return unaryKernel<negative>;
    case Operation::Abs: return unaryKernel<absolute>;
    case Operation::Exp: return unaryKernel<exponential>;
    case Operation::Expm1: return unaryKernel<exponentialMinusOne>;
    case Operation::Log: return unaryKernel<logarithm>;
    case Operation::Log1p: return unaryKernel<logarithmOfOnePlus>;
    case Operation::Sqrt: return unaryKernel<squareRoot>;
    case Operation::Rsqrt: return unaryKernel<reciprocalRoot>;
    case Operation::Reciprocal: return unaryKernel<reciprocal>;
    case Operation::Sin: return unaryKernel<sine>;
    case Operation::Cos: return unaryKernel<cosine>;
    case Operation::Tan: return unaryKernel<tangent>;
    case Operation::Asin: return scalarKernel<arcSineOf>;
    case Operation::Acos: return scalarKernel<arcCosineOf>;
    case Operation::Atan: return unaryKernel<arcTangent>;
    case Operation::Sinh: return unaryKernel<hyperbolicSine>;
    case Operation::Cosh: return unaryKernel<hyperbolicCosine>;
    case Operation::Tanh: return unaryKernel<hyperbolicTangent>;
    case Operation::Asinh: return scalarKernel<areaSineOf>;
    case Operation::Acosh: return scalarKernel<areaCosineOf>;
    case Operation::Atanh: return scalarKernel<areaTangentOf>;
    case Operation::Sigmoid: return unaryKernel<sigmoid>;
    case Operation::FallingSigmoid: return unaryKernel<fallingSigmoid>;
    case Operation::OnePlusExp: return unaryKernel<onePlusExponential>;
    case Operation::Softplus: return unaryKernel<softplus>;
    case Operation::Relu: return unaryKernel<relu>;
    case Operation::Elu: return unaryKernel<elu>;
    case Operation::Selu: return unaryKernel<selu>;
    case Operation::Erf: return unaryKernel<errorFunction>;
    case Operation::Sign: return unaryKernel<sign>;
    case Operation::Floor: return unaryKernel<roundDown>;
    case Operation::Ceil: return unaryKernel<roundUp>;
    case Operation::Round: return unaryKernel<roundToEven>;
    case Operation::LeakyRelu: return unaryKernelWithNumber<leakyRelu>;
    case Operation::Step: return unaryKernelWithNumber<step>;
    case Operation::Clip: return unaryKernelWithNumbers<clip>;
    case Operation::IsNaN: return unaryKernel<isNaN>;
    case Operation::IsInf: return unaryKernel<isInf>;
    case Operation::Add: return binaryKernel<sum>;
    case Operation::Sub: return binaryKernel<difference>;
    case Operation::Mul: return binaryKernel<product>;
    case Operation::Div: return binaryKernel<quotient>;
    case Operation::Pow: return scalarPairKernel<powerOf>;
    case Operation::Max: return binaryKernel<greater>;
    case Operation::Min: return binaryKernel<lesser>;
    case Operation::FloorDiv: return binaryKernel<floorQuotient>;
    case Operation::Mod: return scalarPairKernel<remainderOf>;
    case Operation::Equal: return binaryKernel<isEqual>;
    case Operation::NotEqual: return binaryKernel<isNotEqual>;
    case Operation::Less: return binaryKernel<isLess>;
    case Operation::LessEqual: return binaryKernel<isLessOrEqual>;
    case Operation::Greater: return binaryKernel<isGreater>;
    case Operation::GreaterEqual: return binaryKernel<isGreaterOrEqual>;
    case Operation::NegInt: return unaryKernel<negativeInt>;
    case Operation::AbsInt: return unaryKernel<absoluteInt>;
    case Operation::SignInt: return unaryKernel<signInt>;
    case Operation::ClipInt: return unaryKernelWithNumbers<clipInt>;
    case Operation::AddInt: return binaryKernel<sumInt>;
    case Operation::SubInt: return binaryKernel<differenceInt>;
    case Operation::MulInt: return binaryKernel<productInt>;
    case Operation::DivInt: return integerKernel<quotientOf>;
    case Operation::PowInt: return integerKernel<powerOf>;
    case Operation::MaxInt: return binaryKernel<greaterInt>;
    case Operation::MinInt: return binaryKernel<lesserInt>;
    case Operation::FloorDivInt: return integerKernel<floorQuotientOf>;
    case Operation::ModInt: return integerKernel<moduloOf>;
    case Operation::EqualInt: return binaryKernel<isEqualInt>;
    case Operation::NotEqualInt: return binaryKernel<isNotEqualInt>;
    case Operation::LessInt: return binaryKernel<isLessInt>;
    case Operation::LessEqualInt: return binaryKernel<isLessOrEqualInt>;
    case Operation::GreaterInt: return binaryKernel<isGreaterInt>;
    case Operation::GreaterEqualInt: return binaryKernel<isGreaterOrEqualInt>;
    case Operation::Not: return unaryKernel<notBool>;
    case Operation::And: return binaryKernel<andBool>;
    case Operation::Or: return binaryKernel<orBool>;
    case Operation::Select: return ternaryKernel<selectAny>;
    case Operation::FloatToInt: return unaryKernel<toInt>;
    case Operation::IntToFloat: return unaryKernel<toFloat>;
    case Operation::FloatToBool: return unaryKernel<floatToBool>;
    case Operation::IntToBool: return unaryKernel<intToBool>;
    case Operation::Copy: return unaryKernel<copy>;
    case Operation::MulAdd: return ternaryKernel<productAndSum>;
    case Operation::MulScalar: return unaryKernelWithNumber<productWith>;
    case Operation::AddScalar: return unaryKernelWithNumber<sumWith>;
    case Operation::AddScaled: return binaryKernelWithNumber<sumWithScaled>;
  }
  return nullptr;
}

/** The kernel of each operation, by its number. */
inline constexpr Kernel kernels[] = {
#define HGN_KERNEL(name) kernelOf(Operation::name),
    HGN_OPERATIONS(HGN_KERNEL)
#undef HGN_KERNEL
};

}  // namespace hgn::HGN_TARGET
