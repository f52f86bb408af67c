#pragma once

#include "http/api/latest_snapshot.hpp"
#include "http/api/route_handler.hpp"
#include "http/message/answer_cache.hpp"
#include "http/message/request_head.hpp"
#include "http/message/response.hpp"
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
  /// What to send, rendered or not.
  [[nodiscard]] const response& what() const { return ready ? ready->reply() : reply; }

  response reply{};
  bool close = false;
  ready_answer* ready = nullptr; ///< instead of `reply`: valid until the next request of anyone
  bool later = false;            ///< there is none yet: a reply will bring it
};

/// Who waits for an answer that takes its time: a session.
class reply_target {
 public:
  /// Where its answer goes; none where too many wait already. Called once a request at most.
  virtual std::optional<http::reply> expect_reply() = 0;

  virtual ~reply_target() = default;
};

/// The answer to what never became a request; ends the connection.
answer refuse(const rejection& why);

/// Answers requests from the newest snapshot. Not thread safe.
class dispatcher {
 public:
  /// `latest_snapshot` must outlive the dispatcher.
  dispatcher(const http::latest_snapshot& latest_snapshot, route_context context);

  /// Whom requests may be meant for.
  host_policy& hosts() { return hosts_; }

  /// Whom requests must come from.
  token_guard& guard() { return guard_; }

  /// What its endpoints have in common.
  route_context& context() { return context_; }

  /// The answer to a request, checked in this order: target, host, token, route, method,
  /// body. Without
  /// `check_host` the Host field may name anything (unix sockets). One that takes its time goes to
  /// the reply `who` expects, which is never used before this returns.
  answer respond(
      const request_head& head, bool check_host, std::chrono::steady_clock::time_point now,
      reply_target& who);

  /// Drops texts that nobody has asked for since the call before; false where none is left.
  bool tidy();

  /// True while texts are kept for those who ask again.
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
  request scratch_; ///< its memory serves one request after the other
};

} // namespace docker_monitor::http
