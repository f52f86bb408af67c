#include "sinks/webhook/http_post.hpp"

#include "model/text.hpp"
#include "model/time.hpp"
#include "model/whole_number.hpp"
#include "net/address.hpp"
#include "net/problem.hpp"
#include "net/tls_context.hpp"
#include "sinks/alarm_words.hpp"
#include "sinks/connection_failure.hpp"
#include "sinks/webhook/redirect.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

constexpr std::size_t max_head_bytes = 16 * 1024;
constexpr std::size_t max_body_bytes = 64 * 1024;
/// A connection is used until the receiver closes it.
constexpr std::chrono::hours max_idle{24};
constexpr unsigned temporary_redirect = 307;
constexpr unsigned permanent_redirect = 308;

/// Makes the failure for a problem of the connection to `where`.
failure words_for(const std::string& where, const net::problem& what) {
  using stage = net::problem::stage;
  if (const auto failed = connection_failure(where, what))
    return *failed;
  const auto message = what.detail.empty() ? what.error.message() : what.detail;
  if (what.at == stage::answer || what.is_cut_short())
    return {failure_code::malformed, where + ": its answer is not HTTP: " + message};
  if (what.is_hang_up())
    return {
        failure_code::disconnected,
        where + (what.at == stage::exchange ? ": it hung up without an answer" : ": it hung up")};
  const bool of_tls = what.at == stage::handshake;
  return {failure_code::disconnected, where + (of_tls ? ": TLS: " : ": ") + message};
}

/// Makes options without a TLS context, which is made when needed.
net::client_options options_for(const http_options& to) {
  net::client_options options;
  options.where.transport = to.tls ? net::address::kind::tls : net::address::kind::tcp;
  options.where.host = to.host;
  options.where.port = std::to_string(to.port);
  options.fields = {
      {"User-Agent", "docker-monitor/" DOCKER_MONITOR_VERSION}, {"Content-Type", to.content_type}};
  if (!to.authorization.empty())
    options.fields.emplace_back("Authorization", to.authorization);
  options.words = [where = net::host_and_port(to.host, to.port)](const net::problem& what) {
    return words_for(where, what);
  };
  options.max_head = max_head_bytes;
  options.max_idle = max_idle;
  return options;
}

net::blocking_client::time_left left_of(const call_deadline& limit) {
  return [&limit] { return limit.left(); };
}

} // namespace

model::expected<net::blocking_client*> http_post::client() {
  if (client_)
    return client_.get();
  auto options = options_for(where_);
  if (where_.tls) {
    auto tls = net::make_client_tls({.host = where_.host});
    if (!tls)
      return tls.error();
    options.tls = *std::move(tls);
  }
  client_ = std::make_unique<net::blocking_client>(std::move(options));
  return client_.get();
}

outcome http_post::connect(const call_deadline& limit) {
  const auto made = client();
  return made ? (*made)->connect(left_of(limit)) : outcome{made.error()};
}

model::expected<net::answer> http_post::send(
    std::string_view body, std::span<const header> headers, const call_deadline& limit) {
  auto answer = send_to(where_.target, body, headers, limit);
  if (!answer || (answer->status != temporary_redirect && answer->status != permanent_redirect))
    return answer;
  const std::string location{answer->field("Location")};
  const auto to = follow_redirect(where_, location);
  if (!to)
    return answer;
  if (to->tls == where_.tls) // the same server
    return send_to(to->target, body, headers, limit);
  if (!further_ || further_location_ != location)
    further_ = std::make_unique<http_post>(*to);
  further_location_ = location;
  return further_->send_to(to->target, body, headers, limit);
}

model::expected<net::answer> http_post::send_to(
    const std::string& target, std::string_view body, std::span<const header> headers,
    const call_deadline& limit) {
  const auto made = client();
  if (!made)
    return made.error();
  net::request what{.method = "POST", .target = target, .body = std::string{body}};
  what.fields.assign(headers.begin(), headers.end());
  what.fields.insert(what.fields.end(), where_.headers.begin(), where_.headers.end());
  const net::answer_limits limits{.max_body = max_body_bytes, .may_cut = true};
  return (*made)->send(std::move(what), limits, left_of(limit));
}

std::string describe(const net::answer& answer) {
  constexpr std::size_t most = 200;
  const auto said = model::one_line(fit(answer.body, most));
  const auto text = "it answered " + std::to_string(answer.status);
  const auto location = answer.field("Location");
  if (answer.status >= 300 && answer.status < 400 && !location.empty())
    return text + ", a redirect to " + display_location(location)
           + "; if that is right, name it in the URL";
  return said.empty() ? text : text + ": " + said;
}

std::optional<std::chrono::seconds>
parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now) {
  using std::chrono::seconds;
  constexpr seconds most{3600};
  if (const auto count = model::whole_number<std::int64_t>(value))
    return std::clamp(seconds{*count}, seconds{0}, most);
  // A larger number than can be represented is still valid (RFC 9110, 10.2.3).
  if (value.find_first_not_of("0123456789") == std::string_view::npos && !value.empty())
    return most;
  const auto date = model::parse_http_date(value);
  if (!date)
    return std::nullopt;
  return std::clamp(*date - std::chrono::floor<seconds>(now), seconds{0}, most);
}

} // namespace docker_monitor::sinks
