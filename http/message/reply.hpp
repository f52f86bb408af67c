#pragma once

#include "http/message/response.hpp"

#include <functional>
#include <memory>

namespace docker_monitor::http {

/// The destination of a deferred answer. It takes one answer, from any thread. If all copies are
/// dropped without an answer, the last one answers 503.
class reply {
 public:
  /// `deliver` is called once, on the thread that answers. It must not block or throw.
  explicit reply(std::function<void(response)> deliver);

  /// Answers. Only the first call on any copy has an effect.
  void operator()(response answer) const;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace docker_monitor::http
