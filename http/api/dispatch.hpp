#pragma once

#include "http/api/route_handler.hpp"
#include "http/message/answer_cache.hpp"
#include "http/message/request_head.hpp"
#include "http/message/response.hpp"
#include "http/published/latest_snapshot.hpp"
#include "http/server/host_policy.hpp"
#include "http/server/token_guard.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// A response and whether the connection ends after it.
struct answer {
  /// Returns the response, rendered or not.
  [[nodiscard]] const response& what() const { return ready ? ready->reply() : reply; }

  response reply{};
  bool close = false;
  ready_answer* ready = nullptr; ///< instead of `reply`; valid until the next request of any client
  bool later = false;            ///< no answer yet: the reply delivers it
};

/// Waits for a deferred answer: a session.
class reply_target {
 public:
  /// Returns the destination of the answer; none where too many requests wait. Called at most once
  /// per request.
  virtual std::optional<http::reply> expect_reply() = 0;

  virtual ~reply_target() = default;
};

/// Makes the answer to an unreadable request. It ends the connection.
answer refuse(const rejection& why);

/// Answers requests from the latest snapshot. Not thread safe.
class dispatcher {
 public:
  /// `latest_snapshot` must outlive the dispatcher.
  dispatcher(const http::latest_snapshot& latest_snapshot, route_context context);

  /// The hosts that requests may name.
  host_policy& hosts() { return hosts_; }

  /// The tokens that requests must have.
  token_guard& guard() { return guard_; }

  /// The common data of the endpoints.
  route_context& context() { return context_; }

  /// Answers a request. Checks in this order: target, host, token, route, method, body. Without
  /// `check_host` the Host field may name anything (unix sockets). A deferred answer goes to the
  /// reply that `who` provides, which is not used before this function returns.
  answer respond(
      const request_head& head, bool check_host, std::chrono::steady_clock::time_point now,
      reply_target& who);

  /// Drops texts that were not requested since the previous call. Returns false where none is left.
  bool tidy();

  /// Returns true while rendered texts are cached.
  [[nodiscard]] bool keeps_texts() const {
    return !answers_.empty() || !context_.lists.empty() || !context_.metrics.empty();
  }

 private:
  [[nodiscard]] std::optional<response> check_token(const request_head& head) const;
  answer make(
      const request_head& head, bool check_host, const model::snapshot_ptr& snapshot,
      std::chrono::steady_clock::time_point now, reply_target& who);
  [[nodiscard]] std::optional<rejection>
  check_host(const request_head& head, bool name_too, std::string_view authority) const;

  const http::latest_snapshot& latest_;
  host_policy hosts_;
  token_guard guard_;
  route_context context_;
  answer_cache answers_;
  request scratch_; ///< reused, so its memory serves all requests
};

} // namespace docker_monitor::http
