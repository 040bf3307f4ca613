// What JavaScript sees: programs that are made, run and freed.
#include <node_api.h>

#include <chrono>
#include <string>

#include "../elementwise/operations.h"
#include "job.h"
#include "program.h"

namespace hgn {
namespace {

napi_value fail(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

/** A typed array's memory and length; false for anything else. */
bool readArray(napi_env env, napi_value value, float** data, size_t* length, napi_typedarray_type* type) {
  bool is = false;
  if (napi_is_typedarray(env, value, &is) != napi_ok || !is) return false;
  void* memory = nullptr;
  if (napi_get_typedarray_info(env, value, type, length, &memory, nullptr, nullptr) != napi_ok) return false;
  *data = static_cast<float*>(memory);
  return *type == napi_float32_array || *type == napi_int32_array;
}

void freeProgram(napi_env, void* data, void*) { delete static_cast<std::shared_ptr<Program>*>(data); }

/** createProgram(words: Int32Array, constants: Float32Array, arenaLength: number, threads: number): program */
napi_value createProgram(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  float *words, *constants;
  size_t wordCount, constantCount;
  napi_typedarray_type wordType, constantType;
  int64_t arena;
  int32_t threads;
  if (count != 4 || !readArray(env, arguments[0], &words, &wordCount, &wordType) || wordType != napi_int32_array ||
      !readArray(env, arguments[1], &constants, &constantCount, &constantType) ||
      napi_get_value_int64(env, arguments[2], &arena) != napi_ok ||
      napi_get_value_int32(env, arguments[3], &threads) != napi_ok || arena < 0 || threads < 1) {
    return fail(env, "createProgram: expected words, constants, the length of the arena and a number of threads");
  }
  auto program = std::make_shared<Program>(reinterpret_cast<int32_t*>(words), wordCount, constants, constantCount, arena, threads);
  if (!program->isAllocated()) return fail(env, "createProgram: there is not enough memory");
  napi_value result;
  auto holder = std::make_unique<std::shared_ptr<Program>>(std::move(program));
  if (napi_create_external(env, holder.get(), freeProgram, nullptr, &result) != napi_ok) return nullptr;
  holder.release();
  return result;
}

/** disposeProgram(program): frees its memory; the object stays, empty. */
napi_value disposeProgram(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  void* data = nullptr;
  if (count != 1 || napi_get_value_external(env, argument, &data) != napi_ok) {
    return fail(env, "disposeProgram: expected a program");
  }
  static_cast<std::shared_ptr<Program>*>(data)->reset();
  return nullptr;
}

/** Appends the addresses of the arrays in a list. */
bool appendAddresses(napi_env env, napi_value list, std::vector<float*>& bases) {
  uint32_t length = 0;
  if (napi_get_array_length(env, list, &length) != napi_ok) return false;
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    float* data;
    size_t size;
    napi_typedarray_type type;
    if (napi_get_element(env, list, i, &element) != napi_ok || !readArray(env, element, &data, &size, &type)) return false;
    bases.push_back(data);
  }
  return true;
}

/** The program of a call (program, inputs, outputs, …), its arguments and results after the first bases; null with an error thrown. */
std::shared_ptr<Program> programToRun(napi_env env, size_t count, const napi_value* arguments, std::vector<float*>& bases) {
  void* data = nullptr;
  if (count < 3 || napi_get_value_external(env, arguments[0], &data) != napi_ok ||
      !appendAddresses(env, arguments[1], bases) || !appendAddresses(env, arguments[2], bases)) {
    fail(env, "a program is run with itself, its inputs and its outputs");
    return nullptr;
  }
  auto program = *static_cast<std::shared_ptr<Program>*>(data);
  if (program == nullptr) fail(env, "the program was disposed");
  return program;
}

Pool& poolOf(napi_env env) {
  void* pool = nullptr;
  napi_get_instance_data(env, &pool);
  return *static_cast<Pool*>(pool);
}

int64_t nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/**
 * runProgram(program, inputs: array[], outputs: array[], times?: Float64Array): whether every index was inside; `times`, one
 * for each instruction, becomes the nanoseconds that each took on the first thread, waiting for others included
 */
napi_value runProgram(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  std::vector<float*> bases(ownBases);
  const auto program = programToRun(env, count, arguments, bases);
  if (program == nullptr) return nullptr;
  double* times = nullptr;
  size_t timed = 0;
  napi_typedarray_type type;
  if (count > 3 && (napi_get_typedarray_info(env, arguments[3], &type, &timed, reinterpret_cast<void**>(&times), nullptr,
                                             nullptr) != napi_ok || type != napi_float64_array)) {
    return fail(env, "runProgram: expected times as a Float64Array");
  }
  std::vector<int64_t> ends(timed);
  const Stopwatch stopwatch = {nanoseconds, ends.data()};
  const int64_t begin = nanoseconds();
  const bool isRight = program->run(bases, poolOf(env), times == nullptr ? nullptr : &stopwatch);
  for (size_t i = 0; i < timed; i++) times[i] = static_cast<double>(ends[i] - (i == 0 ? begin : ends[i - 1]));
  napi_value result;
  napi_get_boolean(env, isRight, &result);
  return result;
}

/** startProgram(program, inputs: array[], outputs: array[]): Promise<boolean>, of whether every index was inside */
napi_value startProgram(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  std::vector<float*> bases(ownBases);
  const auto program = programToRun(env, count, arguments, bases);
  if (program == nullptr) return nullptr;
  return Job::start(env, program, std::move(bases), poolOf(env), arguments[1], arguments[2]);
}

napi_value textOf(napi_env env, const char* text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

void freePool(napi_env, void* data, void*) { delete static_cast<Pool*>(data); }

}  // namespace
}  // namespace hgn

NAPI_MODULE_INIT() {
  using namespace hgn;
  napi_set_instance_data(env, new Pool(), freePool, nullptr);
  napi_value function;
  napi_create_function(env, "createProgram", NAPI_AUTO_LENGTH, createProgram, nullptr, &function);
  napi_set_named_property(env, exports, "createProgram", function);
  napi_create_function(env, "runProgram", NAPI_AUTO_LENGTH, runProgram, nullptr, &function);
  napi_set_named_property(env, exports, "runProgram", function);
  napi_create_function(env, "startProgram", NAPI_AUTO_LENGTH, startProgram, nullptr, &function);
  napi_set_named_property(env, exports, "startProgram", function);
  napi_create_function(env, "disposeProgram", NAPI_AUTO_LENGTH, disposeProgram, nullptr, &function);
  napi_set_named_property(env, exports, "disposeProgram", function);
  napi_set_named_property(env, exports, "target", textOf(env, executorForThisProcessor().name));
  napi_value names;
  napi_create_array(env, &names);
  uint32_t index = 0;
  for (const char* name : HGN_TARGET::operationNames) napi_set_element(env, names, index++, textOf(env, name));
  napi_set_named_property(env, exports, "operations", names);
  return exports;
}
