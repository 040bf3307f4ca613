// Compares every elementwise operation with the same in double precision or in 64-bit integers: over all exponents, at the
// edges, for every length of a block's end, and in place.
#include "elementwise.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hgn::HGN_TARGET;
using Block = std::vector<float>;

static int failures = 0;
static const char* nameOf(Operation operation) { return operationNames[static_cast<int>(operation)]; }

static float floatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
static int32_t intOf(float value) {
  int32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

/** Random numbers, the same ones in each run. */
static uint32_t randomState = 12345;
static uint32_t randomBits() {
  randomState ^= randomState << 13;
  randomState ^= randomState >> 17;
  randomState ^= randomState << 5;
  return randomState;
}
static float randomBetween(float from, float to) { return from + (to - from) * (randomBits() >> 8) / 16777216.0f; }

static const float edges[] = {
    NAN,   INFINITY, -INFINITY, 0.0f,   -0.0f,  1.0f,         -1.0f,         0.5f,      -0.5f,      1.5f,        2.5f,
    -2.5f, 3.0f,     -7.25f,    1e-8f,  -1e-8f, 1e-20f,       -1e-20f,       1e-30f,    1e30f,      -1e30f,      0x1p-126f,
    -0x1p-126f, 0x1p-149f, -0x1p-149f, -1e-40f, 1e-40f, 3.4028234663852886e38f, -3.4028234663852886e38f, 16777218.0f,
    1e10f, -1e10f, 2147483648.0f, -2147483648.0f, 2147483520.0f, -2147483904.0f, 8388607.5f, -8388607.5f, 8388608.0f,
    4194303.5f, 0.49999997f, -0.49999997f, 88.72283f, 88.722839f, 89.41598f, 89.5f, -87.33655f, -103.97f, -104.0f, 1e4f,
    1.00001e4f};
static const int32_t integers[] = {0,   1,     -1,     2,         -2,        3,             -3,      7,        -16,
                                   255, 65536, -65537, INT32_MAX, INT32_MIN, INT32_MIN + 1, 1 << 30, 123456789};

/** Arguments of functions of one number. */
static Block unaryArguments() {
  Block all(edges, edges + sizeof edges / sizeof *edges);
  for (uint64_t bits = 0; bits < (1ull << 32); bits += 4099) all.push_back(floatOf(static_cast<uint32_t>(bits)));
  for (float size : {1.0f, 4.0f, 20.0f, 110.0f, 1e4f}) {
    for (int i = 0; i < 100000; i++) all.push_back(randomBetween(-size, size));
  }
  for (int quarters = 1; quarters < 6400; quarters++) {
    const float near = static_cast<float>(quarters * 1.5707963267948966);
    for (float x : {near, std::nextafter(near, 0.0f), std::nextafter(near, 1e9f)}) all.push_back(x), all.push_back(-x);
  }
  return all;
}

/** Units in the last place between a float and what it should be; 1e9 where one is NaN, or a zero has the wrong sign. */
static double distance(float actual, double expected) {
  const float rounded = static_cast<float>(expected);
  if (std::isnan(actual) || std::isnan(expected)) return std::isnan(actual) && std::isnan(expected) ? 0 : 1e9;
  if (actual == rounded && (expected != 0 || std::signbit(actual) == std::signbit(expected))) {
    if (std::isinf(rounded)) return 0;
  } else if (expected == 0 || std::isinf(expected)) {
    return 1e9;
  }
  // What overflows is compared as if the exponents went on.
  const double value = std::isinf(actual) ? std::copysign(0x1p128, actual) : actual;
  int exponent;
  std::frexp(expected, &exponent);
  const double unit = std::ldexp(1.0, (exponent < -125 ? -125 : exponent > 128 ? 128 : exponent) - 24);
  return std::fabs(value - expected) / unit;
}

static void report(Operation operation, double worst, double limit, float x, float y, float actual, double expected) {
  const bool holds = worst <= limit;
  if (!holds) failures++;
  if (limit == 0 && holds) {
    std::printf("%-16s exact\n", nameOf(operation));
  } else {
    std::printf("%-16s %6.2f ulp at (%.9g, %.9g): %.9g for %.9g%s\n", nameOf(operation), worst, x, y, actual, expected,
                holds ? "" : " FAILED");
  }
}

/** Of one float, with numbers. */
template <typename Reference>
static void checkUnary(Operation operation, double limit, Reference reference, float first = 0, float second = 0) {
  static const Block x = unaryArguments();
  Block out(x.size());
  kernels[static_cast<int>(operation)](out.data(), x.data(), nullptr, nullptr, static_cast<int64_t>(x.size()), first,
                                       second);
  double worst = 0;
  size_t at = 0;
  for (size_t i = 0; i < x.size(); i++) {
    const double off = distance(out[i], reference(static_cast<double>(x[i])));
    if (off > worst) worst = off, at = i;
  }
  report(operation, worst, limit, x[at], first, out[at], reference(static_cast<double>(x[at])));
}

struct Pairs {
  Block a, b;
  void add(float x, float y) { a.push_back(x), b.push_back(y); }
};
static Pairs floatPairs() {
  Pairs pairs;
  for (float x : edges) for (float y : edges) pairs.add(x, y);
  for (int i = 0; i < 200000; i++) pairs.add(floatOf(randomBits()), floatOf(randomBits()));
  for (int i = 0; i < 200000; i++) pairs.add(randomBetween(-9, 9), randomBetween(-9, 9));
  for (int i = 0; i < 200000; i++) pairs.add(randomBetween(0, 9), randomBetween(-30, 30));
  return pairs;
}

/** Of two floats; a reference of 0 and 1 where the result is bool. */
template <typename Reference>
static void checkBinary(Operation operation, double limit, Reference reference, bool isBool = false) {
  static const Pairs pairs = floatPairs();
  const auto& [a, b] = pairs;
  Block out(a.size());
  kernels[static_cast<int>(operation)](out.data(), a.data(), b.data(), nullptr, static_cast<int64_t>(a.size()), 0, 0);
  double worst = 0;
  size_t at = 0;
  for (size_t i = 0; i < a.size(); i++) {
    const double expected = reference(a[i], b[i]);
    const double off = isBool ? (intOf(out[i]) == static_cast<int32_t>(expected) ? 0 : 1e9) : distance(out[i], expected);
    if (off > worst) worst = off, at = i;
  }
  report(operation, worst, limit, a[at], b[at], out[at], reference(a[at], b[at]));
}

/** Of integers, the second of which functions of one do not look at; the reference is taken modulo 2^32. */
template <typename Reference>
static void checkInt(Operation operation, Reference reference, float first = 0, float second = 0) {
  Pairs pairs;
  for (int32_t x : integers) {
    for (int32_t y : integers) pairs.add(floatOf(static_cast<uint32_t>(x)), floatOf(static_cast<uint32_t>(y)));
  }
  for (int i = 0; i < 50000; i++) pairs.add(floatOf(randomBits()), floatOf(randomBits() >> (randomBits() & 31)));
  Block out(pairs.a.size());
  kernels[static_cast<int>(operation)](out.data(), pairs.a.data(), pairs.b.data(), pairs.a.data(),
                                       static_cast<int64_t>(out.size()), first, second);
  for (size_t i = 0; i < out.size(); i++) {
    const int32_t a = intOf(pairs.a[i]), b = intOf(pairs.b[i]);
    const int64_t unbounded = reference(static_cast<int64_t>(a), static_cast<int64_t>(b));
    const int32_t expected = static_cast<int32_t>(static_cast<uint32_t>(unbounded));
    if (intOf(out[i]) == expected) continue;
    failures++;
    std::printf("%-16s (%d, %d) is %d, not %d FAILED\n", nameOf(operation), a, b, intOf(out[i]), expected);
    return;
  }
  std::printf("%-16s exact\n", nameOf(operation));
}

/** From floats to integers or bools. */
template <typename Reference>
static void checkToInt(Operation operation, Reference reference) {
  static const Block x = unaryArguments();
  Block out(x.size());
  kernels[static_cast<int>(operation)](out.data(), x.data(), nullptr, nullptr, static_cast<int64_t>(x.size()), 0, 0);
  for (size_t i = 0; i < x.size(); i++) {
    if (intOf(out[i]) == reference(x[i])) continue;
    failures++;
    std::printf("%-16s (%.9g) is %d, not %d FAILED\n", nameOf(operation), x[i], intOf(out[i]),
                static_cast<int>(reference(x[i])));
    return;
  }
  std::printf("%-16s exact\n", nameOf(operation));
}

/** Of operations with sums of products, which may be rounded once or twice. */
static void checkSumOfProduct(Operation operation, bool isScaled) {
  const int64_t n = 100000;
  Block a(n), b(n), c(n), out(n);
  for (int64_t i = 0; i < n; i++) {
    const bool isEdge = i < 50000;
    for (Block* block : {&a, &b, &c}) (*block)[i] = isEdge ? edges[randomBits() % 31] : randomBetween(-3, 3);
  }
  const float scale = 0.3f;
  kernels[static_cast<int>(operation)](out.data(), a.data(), b.data(), c.data(), n, scale, 0);
  for (int64_t i = 0; i < n; i++) {
    const float x = isScaled ? scale : a[i], y = b[i], z = isScaled ? a[i] : c[i];
    volatile float product = x * y;
    const float twice = product + z;
    const float once = std::fmaf(x, y, z);
    if (out[i] == once || out[i] == twice || (std::isnan(out[i]) && std::isnan(once + twice))) continue;
    failures++;
    std::printf("%-16s (%.9g, %.9g, %.9g) is %.9g FAILED\n", nameOf(operation), a[i], b[i], c[i], out[i]);
    return;
  }
  std::printf("%-16s exact\n", nameOf(operation));
}

/** Remainders, to a rounding of the divisor, or off by the divisor. */
static void checkModulo() {
  const Pairs pairs = floatPairs();
  const size_t n = pairs.a.size();
  Block out(n);
  kernels[static_cast<int>(Operation::Mod)](out.data(), pairs.a.data(), pairs.b.data(), nullptr, static_cast<int64_t>(n),
                                            0, 0);
  for (size_t i = 0; i < n; i++) {
    const double a = pairs.a[i], b = pairs.b[i], actual = out[i];
    const double remainder = std::fmod(a, b);
    const double expected = (a < 0) == (b < 0) ? remainder : std::fmod(remainder + b, b);
    const double off = std::fabs(actual - expected), rounding = 1e-7 * std::fabs(b) + 0x1p-149;
    if (std::isnan(actual) && std::isnan(expected)) continue;
    if (off <= rounding || std::fabs(off - std::fabs(b)) <= rounding || actual == static_cast<float>(expected)) continue;
    failures++;
    std::printf("Mod              (%.9g, %.9g) is %.9g, not %.9g FAILED\n", a, b, actual, expected);
    return;
  }
  std::printf("%-16s within rounding\n", "Mod");
}

/** Whether two blocks are the same to the bit, whatever a NaN looks like. */
static bool isSame(const float* a, const float* b, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    if (intOf(a[i]) != intOf(b[i]) && !(std::isnan(a[i]) && std::isnan(b[i]))) return false;
  }
  return true;
}

/** Lengths at which vectors end, results in place of operands, and results that do not depend on the place in a block. */
static void checkLengths() {
  constexpr int64_t most = 40;
  const int before = failures;
  for (int operation = 0; operation < operationCount; operation++) {
    const Kernel kernel = kernels[operation];
    Block source[3];
    for (Block& block : source) {
      for (int64_t i = 0; i < most; i++) block.push_back(i % 3 == 0 ? edges[randomBits() % 31] : randomBetween(-3, 3));
    }
    Block alone(most);
    for (int64_t i = 0; i < most; i++) kernel(&alone[i], &source[0][i], &source[1][i], &source[2][i], 1, 0.25f, 0.75f);
    for (int64_t n = 0; n <= most; n++) {
      bool holds = true;
      for (int place = 0; place < 4; place++) {
        // Each on the heap with no room to spare: a sanitizer sees what is read or written beyond.
        Block operands[4];
        for (int i = 0; i < 3; i++) operands[i].assign(source[i].begin(), source[i].begin() + n);
        operands[3].assign(n, 77.0f);
        kernel(operands[place].data(), operands[0].data(), operands[1].data(), operands[2].data(), n, 0.25f, 0.75f);
        holds = holds && isSame(operands[place].data(), alone.data(), n);
      }
      Block guarded(n + 20, 77.0f);
      kernel(guarded.data(), source[0].data(), source[1].data(), source[2].data(), n, 0.25f, 0.75f);
      for (int64_t i = n; i < n + 20; i++) holds = holds && guarded[i] == 77.0f;
      if (holds) continue;
      failures++;
      std::printf("%s of %d elements differs FAILED\n", operationNames[operation], static_cast<int>(n));
      break;
    }
  }
  if (failures == before) std::printf("lengths of 0 to 40, in place: same bits\n");
}

static double round32(double x) { return static_cast<float>(x); }

static void checkFloats() {
  using O = Operation;
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  const auto elu = [](double x) { return x > 0 ? x : std::expm1(x); };
  checkUnary(O::Neg, 0, [](double x) { return -x; });
  checkUnary(O::Abs, 0, [](double x) { return std::fabs(x); });
  checkUnary(O::Exp, 3, [](double x) { return std::exp(x); });
  checkUnary(O::Expm1, 3, [](double x) { return std::expm1(x); });
  checkUnary(O::Log, 3, [](double x) { return std::log(x); });
  checkUnary(O::Log1p, 3, [](double x) { return std::log1p(x); });
  checkUnary(O::Sqrt, 0.5, [](double x) { return std::sqrt(x); });
  checkUnary(O::Rsqrt, 3, [](double x) { return 1 / std::sqrt(x); });
  checkUnary(O::Reciprocal, 0.5, [](double x) { return 1 / x; });
  checkUnary(O::Sin, 3, [](double x) { return std::sin(x); });
  checkUnary(O::Cos, 3, [](double x) { return std::cos(x); });
  checkUnary(O::Tan, 6, [](double x) { return std::tan(x); });
  checkUnary(O::Asin, 6, [](double x) { return std::asin(x); });
  checkUnary(O::Acos, 6, [](double x) { return std::acos(x); });
  checkUnary(O::Atan, 3, [](double x) { return std::atan(x); });
  checkUnary(O::Sinh, 3, [](double x) { return std::sinh(x); });
  checkUnary(O::Cosh, 3, [](double x) { return std::cosh(x); });
  checkUnary(O::Tanh, 3, [](double x) { return std::tanh(x); });
  checkUnary(O::Asinh, 6, [](double x) { return std::asinh(x); });
  checkUnary(O::Acosh, 6, [](double x) { return x < 1 ? NAN : std::acosh(x); });
  checkUnary(O::Atanh, 6, [](double x) { return std::atanh(x); });
  checkUnary(O::Sigmoid, 3, sigmoid);
  checkUnary(O::FallingSigmoid, 3, [&](double x) { return sigmoid(-x); });
  checkUnary(O::OnePlusExp, 3, [](double x) { return 1 + std::exp(x); });
  checkUnary(O::Softplus, 3, [](double x) {
    return std::isnan(x) ? x : std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x)));
  });
  checkUnary(O::Relu, 0, [](double x) { return x <= 0 ? 0 : x; });
  checkUnary(O::Elu, 3, elu);
  checkUnary(O::Selu, 6, [&](double x) { return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * elu(x)); });
  checkUnary(O::Erf, 3, [](double x) { return std::erf(x); });
  checkUnary(O::Sign, 0, [](double x) { return x > 0 ? 1 : x < 0 ? -1 : x; });
  checkUnary(O::Floor, 0, [](double x) { return std::floor(x); });
  checkUnary(O::Ceil, 0, [](double x) { return std::ceil(x); });
  checkUnary(O::Round, 0, [](double x) { return std::nearbyint(x); });
  checkUnary(O::LeakyRelu, 0.5, [](double x) { return x < 0 ? 0.25 * x : x; }, 0.25f);
  checkUnary(O::Step, 0, [](double x) { return x > 0 ? 1 : std::isnan(x) ? x : 0.25; }, 0.25f);
  checkUnary(O::Clip, 0, [](double x) { return x < -0.5 ? -0.5 : x > 3 ? 3 : x; }, -0.5f, 3.0f);
  checkUnary(O::Copy, 0, [](double x) { return x; });
  checkUnary(O::MulScalar, 0.5, [](double x) { return x * 0.75; }, 0.75f);
  checkUnary(O::AddScalar, 0.5, [](double x) { return x + 0.75; }, 0.75f);

  checkBinary(O::Add, 0.5, [](double a, double b) { return a + b; });
  checkBinary(O::Sub, 0.5, [](double a, double b) { return a - b; });
  checkBinary(O::Mul, 0.5, [](double a, double b) { return a * b; });
  checkBinary(O::Div, 0.5, [](double a, double b) { return a / b; });
  checkBinary(O::Pow, 6, [](double a, double b) { return std::pow(a, b); });
  checkBinary(O::Max, 0, [](double a, double b) {
    return std::isnan(a) ? a : std::isnan(b) ? b : a == b ? (std::signbit(a) ? b : a) : a > b ? a : b;
  });
  checkBinary(O::Min, 0, [](double a, double b) {
    return std::isnan(a) ? a : std::isnan(b) ? b : a == b ? (std::signbit(a) ? a : b) : a < b ? a : b;
  });
  // The quotient is rounded to float32 before it is rounded down.
  checkBinary(O::FloorDiv, 0, [](double a, double b) { return std::floor(round32(a / b)); });
  checkModulo();
  checkBinary(O::Equal, 0, [](double a, double b) { return a == b; }, true);
  checkBinary(O::NotEqual, 0, [](double a, double b) { return a != b; }, true);
  checkBinary(O::Less, 0, [](double a, double b) { return a < b; }, true);
  checkBinary(O::LessEqual, 0, [](double a, double b) { return a <= b; }, true);
  checkBinary(O::Greater, 0, [](double a, double b) { return a > b; }, true);
  checkBinary(O::GreaterEqual, 0, [](double a, double b) { return a >= b; }, true);
  checkSumOfProduct(O::MulAdd, false);
  checkSumOfProduct(O::AddScaled, true);

  checkToInt(O::IsNaN, [](float x) { return std::isnan(x) ? 1 : 0; });
  checkToInt(O::IsInf, [](float x) { return std::isinf(x) ? 1 : 0; });
  checkToInt(O::FloatToBool, [](float x) { return x != 0 ? 1 : 0; });
  checkToInt(O::FloatToInt, [](float x) {
    if (std::isnan(x)) return 0;
    return x >= 0x1p31f ? INT32_MAX : x < -0x1p31f ? INT32_MIN : static_cast<int32_t>(x);
  });
}

static void checkIntegers() {
  using O = Operation;
  using I = int64_t;
  const auto floorQuotient = [](I a, I b) { return b == 0 ? 0 : a / b - ((a % b != 0) && ((a < 0) != (b < 0))); };
  checkInt(O::NegInt, [](I a, I) { return -a; });
  checkInt(O::AbsInt, [](I a, I) { return a < 0 ? -a : a; });
  checkInt(O::SignInt, [](I a, I) { return a > 0 ? 1 : a < 0 ? -1 : 0; });
  checkInt(O::ClipInt, [](I a, I) { return a < -70000 ? -70000 : a > 300 ? 300 : a; },
           floatOf(static_cast<uint32_t>(-70000)), floatOf(300));
  checkInt(O::AddInt, [](I a, I b) { return a + b; });
  checkInt(O::SubInt, [](I a, I b) { return a - b; });
  checkInt(O::MulInt, [](I a, I b) { return a * b; });
  checkInt(O::DivInt, [](I a, I b) { return b == 0 ? 0 : a / b; });
  checkInt(O::PowInt, [](I a, I b) {
    if (b < 0) return a == 1 ? I{1} : a == -1 ? (b % 2 ? I{-1} : I{1}) : I{0};
    uint32_t result = 1;
    if (b > 1000) {  // b mod 2^30 factors: odd numbers have no longer period, and even ones are 0 by then
      if (a % 2 == 0) return I{0};
      b %= 1 << 30;
    }
    for (int bit = 30; bit >= 0; bit--) {
      result *= result;
      if (b >> bit & 1) result *= static_cast<uint32_t>(a);
    }
    return static_cast<I>(result);
  });
  checkInt(O::MaxInt, [](I a, I b) { return a > b ? a : b; });
  checkInt(O::MinInt, [](I a, I b) { return a < b ? a : b; });
  checkInt(O::FloorDivInt, floorQuotient);
  checkInt(O::ModInt, [&](I a, I b) { return b == 0 ? 0 : a - floorQuotient(a, b) * b; });
  checkInt(O::EqualInt, [](I a, I b) { return a == b; });
  checkInt(O::NotEqualInt, [](I a, I b) { return a != b; });
  checkInt(O::LessInt, [](I a, I b) { return a < b; });
  checkInt(O::LessEqualInt, [](I a, I b) { return a <= b; });
  checkInt(O::GreaterInt, [](I a, I b) { return a > b; });
  checkInt(O::GreaterEqualInt, [](I a, I b) { return a >= b; });
  checkInt(O::Not, [](I a, I) { return a == 0; });
  checkInt(O::And, [](I a, I b) { return a != 0 && b != 0; });
  checkInt(O::Or, [](I a, I b) { return a != 0 || b != 0; });
  checkInt(O::Select, [](I a, I b) { return a != 0 ? b : a; });
  checkInt(O::IntToBool, [](I a, I) { return a != 0; });
  checkInt(O::IntToFloat, [](I a, I) { return intOf(static_cast<float>(a)); });
}

int main() {
  checkFloats();
  checkIntegers();
  checkLengths();
  std::printf(failures == 0 ? "all hold\n" : "%d failed\n", failures);
  return failures == 0 ? 0 : 1;
}
