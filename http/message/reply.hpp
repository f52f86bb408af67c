#pragma once

#include "http/message/response.hpp"

#include <functional>
#include <memory>

namespace docker_monitor::http {

/// Where an answer that takes its time goes, once, from any thread. Whoever can't answer just
/// drops it: the last copy that goes unused answers 503.
class reply {
 public:
  /// `deliver` is called once, on the thread that answers; must not block or throw.
  explicit reply(std::function<void(response)> deliver);

  /// Answers; only the first call of any copy counts.
  void operator()(response answer) const;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace docker_monitor::http
