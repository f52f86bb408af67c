#include "http/api/dispatch.hpp"

#include "http/api/hosts_v2.hpp"
#include "http/api/routes.hpp"
#include "http/message/ascii.hpp"
#include "http/message/entity_tag.hpp"
#include "http/prometheus/prometheus.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::http {

namespace {

constexpr rejection bad_host{400, "malformed Host"};
constexpr rejection other_host{
    421, "this host name is not served here; allow it with --allow-host"};
constexpr rejection unknown_coding{400, "malformed Transfer-Encoding"};
constexpr rejection coding_refused{501, "request bodies are not supported"};
constexpr std::string_view too_many_wait = "too many requests wait for an answer; try again later";
constexpr rejection body_refused{413, "request bodies are not accepted"};
constexpr unsigned ok_status = 200;

answer method_not_allowed() {
  auto reply = error_response(405, "only GET and HEAD are supported");
  reply.headers.push_back({"Allow", "GET, HEAD"});
  return {.reply = std::move(reply), .close = true};
}

answer_form form_of(const request_head& head) {
  return {.gzip = head.accepts_gzip, .openmetrics = head.prefers_openmetrics};
}

/// Gives a tag to a cacheable answer. Only JSON gets one: clients do not revalidate other contents,
/// so hashing them would be wasted.
void tag(response& reply) {
  if (reply.status == ok_status && reply.etag.empty() && reply.content_type == "application/json")
    reply.etag = entity_tag(*reply.body);
}

/// Returns true where the client already has the content (RFC 9110, 13.1.2). `*` is true for every
/// content, also for one without a tag; no condition applies to an error (13.2.1).
bool has_already(const tag_lists& if_none_match, const response& reply) {
  return reply.status == ok_status
         && std::ranges::any_of(
             if_none_match, [&](std::string_view list) { return names_tag(list, reply.etag); });
}

/// Returns true where the client requires a content that is no longer current (RFC 9110, 13.1.1).
bool fails_match(const tag_lists& if_match, const response& reply) {
  return !if_match.empty() && reply.status == ok_status
         && std::ranges::none_of(
             if_match, [&](std::string_view list) { return names_tag_strongly(list, reply.etag); });
}

/// Makes the answer for a failed If-Match. It counts for the same route.
response precondition_failed(const response& instead_of) {
  constexpr unsigned status = 412;
  auto made = error_response(status, "the content is not the one that If-Match names");
  made.route = instead_of.route;
  return made;
}

/// Forwards an answer to `to`, as a 304 where the client already has the content.
reply conditionally(reply to, const request_head& head) {
  // The views into the head are invalid by then.
  struct conditions {
    std::vector<std::string> match;
    std::vector<std::string> none_match;
  };
  conditions asked{
      {head.if_match.begin(), head.if_match.end()},
      {head.if_none_match.begin(), head.if_none_match.end()}};
  return reply{[to = std::move(to), asked = std::move(asked)](response made) {
    tag(made);
    if (fails_match(tag_lists(asked.match.begin(), asked.match.end()), made))
      to(precondition_failed(made));
    else if (has_already(tag_lists(asked.none_match.begin(), asked.none_match.end()), made))
      to(not_modified(made));
    else
      to(std::move(made));
  }};
}

/// Rejects requests with a body. No body is parsed: the bytes after the header section are not a
/// request.
std::optional<rejection> check_body(const request_head& head) {
  if (!head.has_body)
    return std::nullopt;
  if (!head.transfer_encoding)
    return body_refused;
  const std::string_view codings = *head.transfer_encoding;
  const auto last = trim(codings.substr(codings.rfind(',') + 1));
  if (head.http_1_0 || !equals_ignoring_case(last, "chunked"))
    return unknown_coding;
  return coding_refused;
}

} // namespace

answer refuse(const rejection& why) {
  return {.reply = error_response(why.status, why.message), .close = true};
}

dispatcher::dispatcher(const http::latest_snapshot& latest_snapshot, route_context context)
    : latest_(latest_snapshot), context_(std::move(context)) {
  // nop
}

answer dispatcher::respond(
    const request_head& head, bool name_too, std::chrono::steady_clock::time_point now,
    reply_target& who) {
  const auto snapshot = latest_.current();
  auto* const ready = answers_.find(snapshot, head.target, form_of(head), now);
  if (!ready || head.verb == method::other)
    return make(head, name_too, snapshot, now, who);
  // Target and route were checked when the answer was made; host and token belong to this request.
  if (const auto why = check_host(head, name_too, {}))
    return refuse(*why);
  if (auto refusal = check_token(head))
    return {.reply = *std::move(refusal), .close = !head.keep_alive};
  if (const auto why = check_body(head))
    return refuse(*why);
  if (fails_match(head.if_match, ready->reply()))
    return {.reply = precondition_failed(ready->reply()), .close = !head.keep_alive};
  const bool known = has_already(head.if_none_match, ready->reply());
  return {.close = !head.keep_alive, .ready = known ? &ready->not_modified() : ready};
}

answer dispatcher::make(
    const request_head& head, bool name_too, const model::snapshot_ptr& snapshot,
    std::chrono::steady_clock::time_point now, reply_target& who) {
  scratch_.authority.clear();
  if (!head.without_resource)
    if (const auto why = parse_target(head.target, scratch_))
      return refuse(*why);
  if (const auto why = check_host(head, name_too, scratch_.authority))
    return refuse(*why);
  if (auto refusal = check_token(head))
    return {.reply = *std::move(refusal), .close = head.has_body || !head.keep_alive};
  if (head.without_resource)
    return method_not_allowed();
  auto handle = find_route(scratch_.path);
  if (!handle)
    return {.reply = not_found(), .close = head.has_body || !head.keep_alive};
  if (head.verb == method::other)
    return method_not_allowed();
  if (const auto why = check_body(head))
    return refuse(*why);
  if (context_.fleet && handle.at_once == metrics && scratch_.query_value("host"))
    handle = {.later = metrics_of_host, .number = handle.number};
  scratch_.verb = head.verb;
  scratch_.host = head.host;
  scratch_.accepts_gzip = head.accepts_gzip;
  scratch_.prefers_openmetrics = head.prefers_openmetrics;
  scratch_.prefers_csv = head.prefers_csv;
  scratch_.last_event_id = head.last_event_id;
  const query asked{snapshot, scratch_, now, context_};
  if (handle.later) {
    if (const auto expected = who.expect_reply()) {
      handle.later(asked, conditionally(*expected, head));
      return {.reply = {.route = handle.number}, .close = !head.keep_alive, .later = true};
    }
    if (!handle.at_once)
      return {.reply = error_response(503, too_many_wait), .close = !head.keep_alive};
  }
  answer made{.reply = handle.at_once(asked), .close = !head.keep_alive};
  made.reply.route = handle.number;
  tag(made.reply);
  if (fails_match(head.if_match, made.reply)) {
    made.reply = precondition_failed(made.reply);
    return made;
  }
  const bool known = has_already(head.if_none_match, made.reply);
  // The host of an absolute target needs a check of its own. Errors are cheap and can have any
  // target.
  if (made.reply.status == ok_status && made.reply.valid_until >= now
      && scratch_.authority.empty()) {
    auto& ready = answers_.insert(head.target, form_of(head), std::move(made.reply));
    made.ready = known ? &ready.not_modified() : &ready;
  } else if (known) {
    made.reply = not_modified(made.reply);
  }
  return made;
}

/// Makes the answer to a client without a valid token.
std::optional<response> dispatcher::check_token(const request_head& head) const {
  if (!guard_.is_enabled() || is_open_to_all(head.target))
    return std::nullopt;
  const auto access = guard_.check(head.authorization);
  if (access == token_guard::access::welcome)
    return std::nullopt;
  const bool wrong = access == token_guard::access::wrong;
  constexpr unsigned unauthorized = 401;
  auto refusal = error_response(
      unauthorized, wrong ? "this token is not one of those that are accepted here"
                          : "a token is needed here: Authorization: Bearer TOKEN, with one of the "
                            "lines of --token-file");
  // RFC 6750, 3: a request without a token gets no error code.
  refusal.headers.push_back(
      {"WWW-Authenticate", wrong ? R"(Bearer realm="docker-monitor", error="invalid_token")"
                                 : R"(Bearer realm="docker-monitor")"});
  return refusal;
}

bool dispatcher::tidy() {
  answers_.tidy();
  context_.lists.tidy();
  context_.metrics.tidy();
  return keeps_texts();
}

/// Checks the syntax of the host everywhere, the name only on sockets that other machines reach. An
/// absolute target replaces the Host field (RFC 9112, 3.2.2).
std::optional<rejection>
dispatcher::check_host(const request_head& head, bool name_too, std::string_view authority) const {
  // A client of HTTP/1.0 may omit Host. No browser does, so the request comes from no foreign page.
  if (head.host.empty() && authority.empty())
    return std::nullopt;
  auto host = parse_host(head.host.empty() ? authority : head.host);
  if (host && !authority.empty())
    host = parse_host(authority);
  if (!host)
    return bad_host;
  if (name_too && !hosts_.allows(*host))
    return other_host;
  return std::nullopt;
}

} // namespace docker_monitor::http
