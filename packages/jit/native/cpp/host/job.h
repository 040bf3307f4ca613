// A run on a thread of Node's, so that JavaScript goes on meanwhile: signals, timers and what is read need its thread.
#pragma once

#include <node_api.h>

#include <memory>
#include <vector>

#include "program.h"

namespace hgn {

/** A run that is under way; deletes itself when it is done. */
class Job {
 public:
  /** A promise of whether every index was inside; null, with an error thrown, where it cannot be started. */
  static napi_value start(napi_env env, std::shared_ptr<Program> program, std::vector<float*> bases, Pool& pool,
                          napi_value inputs, napi_value outputs) {
    auto job = std::make_unique<Job>(std::move(program), std::move(bases), pool);
    napi_value promise, name;
    napi_create_string_utf8(env, "hgn", NAPI_AUTO_LENGTH, &name);
    // Arrays that nobody else holds stay until they have been read and written.
    if (napi_create_reference(env, inputs, 1, &job->inputs_) != napi_ok ||
        napi_create_reference(env, outputs, 1, &job->outputs_) != napi_ok ||
        napi_create_promise(env, &job->deferred_, &promise) != napi_ok ||
        napi_create_async_work(env, nullptr, name, compute, finish, job.get(), &job->work_) != napi_ok ||
        napi_queue_async_work(env, job->work_) != napi_ok) {
      napi_throw_error(env, nullptr, "startProgram: Node has no thread for it");
      return nullptr;
    }
    job.release();
    return promise;
  }

  Job(std::shared_ptr<Program> program, std::vector<float*> bases, Pool& pool)
      : program_(std::move(program)), bases_(std::move(bases)), pool_(pool) {}

 private:
  static void compute(napi_env, void* data) {
    auto& job = *static_cast<Job*>(data);
    job.isRight_ = job.program_->run(job.bases_, job.pool_);
  }

  static void finish(napi_env env, napi_status status, void* data) {
    const std::unique_ptr<Job> job(static_cast<Job*>(data));
    napi_delete_reference(env, job->inputs_);
    napi_delete_reference(env, job->outputs_);
    napi_delete_async_work(env, job->work_);
    // Cancelled when the environment ends: nobody waits any more.
    if (status != napi_ok) return;
    napi_value result;
    napi_get_boolean(env, job->isRight_, &result);
    napi_resolve_deferred(env, job->deferred_, result);
  }

  // Freed when both the run and JavaScript are done with it.
  const std::shared_ptr<Program> program_;
  std::vector<float*> bases_;
  Pool& pool_;
  bool isRight_ = false;
  napi_ref inputs_ = nullptr;
  napi_ref outputs_ = nullptr;
  napi_deferred deferred_ = nullptr;
  napi_async_work work_ = nullptr;
};

}  // namespace hgn
