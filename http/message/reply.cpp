#include "http/message/reply.hpp"

#include <atomic>
#include <utility>

namespace docker_monitor::http {

struct reply::state {
  explicit state(std::function<void(response)> to) : deliver(std::move(to)) {}
  ~state() {
    if (!answered.test_and_set())
      deliver(error_response(503, "there is no answer now; try again later"));
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  std::function<void(response)> deliver;
  std::atomic_flag answered;
};

reply::reply(std::function<void(response)> deliver)
    : state_(std::make_shared<state>(std::move(deliver))) {
  // nop
}

void reply::operator()(response answer) const {
  if (!state_->answered.test_and_set())
    state_->deliver(std::move(answer));
}

} // namespace docker_monitor::http
