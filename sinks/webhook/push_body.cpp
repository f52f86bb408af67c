#include "sinks/webhook/push_body.hpp"

#include "sinks/alarm_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace docker_monitor::sinks {

namespace {

using json = nlohmann::ordered_json;

/// A text for a small screen.
struct push_text {
  std::string title;
  std::string message;
  std::string link; ///< empty: none
};

/// The facts that a person needs first; the page behind the link has the others.
bool is_short_fact(std::string_view what) {
  constexpr std::array<std::string_view, 7> wanted{"Cause", "Reason", "Restarts",  "Measured",
                                                   "Limit", "When",   "Now called"};
  return std::ranges::find(wanted, what) != wanted.end();
}

/// Fits a title and a message, both in UTF-16 units, into a receiver's limits.
push_text text_of(
    const model::alarm& alarm, model::log_lines lines, std::size_t max_title,
    std::size_t max_message) {
  constexpr std::size_t max_fact = 120;
  constexpr std::size_t max_link = 500;
  const auto words = put_into_words(alarm);
  push_text text;
  text.title = fit(words.sign + " " + words.title, max_title);
  for (const auto& [what, value] : words.facts)
    if (is_short_fact(what))
      text.message.append(text.message.empty() ? "" : "\n")
          .append(what)
          .append(": ")
          .append(fit(value, max_fact));
  if (const auto last = last_output(alarm, lines, max_message / 2); !last.empty())
    text.message.append("\n").append(last);
  text.message = fit(text.message, max_message);
  if (alarm.url.size() <= max_link)
    text.link = alarm.url;
  return text;
}

/// One of five values, from `clear` to `critical`.
template <class T>
T by_severity(model::severity severity, const std::array<T, 5>& values) {
  return values.at(static_cast<std::size_t>(severity));
}

/// https://docs.ntfy.sh/publish/#publish-as-json; a message may have 4,096 bytes.
json ntfy_body(const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  const auto text = text_of(alarm, lines, 200, 1000);
  json body{
      {"topic", options.recipient},
      {"title", text.title},
      {"message", text.message},
      {"priority", by_severity<int>(alarm.severity, {2, 3, 3, 4, 5})}};
  if (!text.link.empty())
    body["click"] = text.link;
  return body;
}

/// https://core.telegram.org/bots/api#sendmessage; a text may have 4,096 units. Without a
/// `parse_mode` it has no markup.
json telegram_body(
    const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  const auto text = text_of(alarm, lines, 300, 2500);
  auto whole = text.title + "\n" + text.message;
  if (!text.link.empty())
    whole += "\n" + text.link;
  return {
      {"chat_id", options.recipient},
      {"text", std::move(whole)},
      {"link_preview_options", {{"is_disabled", true}}}};
}

/// https://gotify.net/docs/pushmsg and /docs/msgextras.
json gotify_body(const model::alarm& alarm, model::log_lines lines) {
  const auto text = text_of(alarm, lines, 300, 2500);
  json body{
      {"title", text.title},
      {"message", text.message},
      {"priority", by_severity<int>(alarm.severity, {2, 4, 5, 7, 9})}};
  json extras{{"client::display", {{"contentType", "text/plain"}}}};
  if (!text.link.empty())
    extras["client::notification"] = {{"click", {{"url", text.link}}}};
  body["extras"] = std::move(extras);
  return body;
}

/// https://developer.pagerduty.com/docs/send-alert-event: what an alarm opens, the one that closes
/// it resolves. A summary may have 1,024 characters.
json pagerduty_body(
    const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  const auto text = text_of(alarm, lines, 500, 2000);
  const bool over =
      alarm.state == model::alarm_state::closed || alarm.severity == model::severity::clear;
  json payload{
      {"summary", text.title},
      {"source", fit(alarm.host.empty() ? "docker-monitor" : alarm.host, 200)},
      {"severity", by_severity<const char*>(
                       alarm.severity, {"info", "warning", "warning", "error", "critical"})},
      {"timestamp", model::format_rfc3339(alarm.time)},
      {"component", fit(subject_of(alarm), 200)},
      {"class", std::string{model::to_string(alarm.kind)}},
      {"custom_details", {{"text", text.message}}}};
  json body{
      {"routing_key", options.token},
      {"event_action", over ? "resolve" : "trigger"},
      {"dedup_key", "docker-monitor " + (over && !alarm.closes.empty() ? alarm.closes : alarm.id)},
      {"client", "docker-monitor"},
      {"payload", std::move(payload)}};
  if (!text.link.empty())
    body["links"] = json::array({{{"href", text.link}, {"text", "Show in docker-monitor"}}});
  return body;
}

/// https://pushover.net/api: a title may have 250 characters, a message 1,024.
json pushover_body(
    const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  const auto text = text_of(alarm, lines, 200, 900);
  json body{
      {"token", options.token},
      {"user", options.recipient},
      {"title", text.title},
      {"message", text.message},
      {"priority", by_severity<int>(alarm.severity, {-1, 0, 0, 0, 1})},
      {"timestamp",
       std::chrono::floor<std::chrono::seconds>(alarm.time.time_since_epoch()).count()}};
  if (!text.link.empty()) {
    body["url"] = text.link;
    body["url_title"] = "Show in docker-monitor";
  }
  return body;
}

/// https://github.com/caronc/apprise-api#api-details
json apprise_body(const model::alarm& alarm, model::log_lines lines) {
  const auto text = text_of(alarm, lines, 200, 1500);
  return {
      {"title", text.title},
      {"body", text.link.empty() ? text.message : text.message + "\n" + text.link},
      {"type", by_severity<const char*>(
                   alarm.severity, {"success", "info", "warning", "failure", "failure"})},
      {"format", "text"}};
}

json push_document(
    const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  switch (options.format) {
  case webhook_format::ntfy:
    return ntfy_body(alarm, options, lines);
  case webhook_format::telegram:
    return telegram_body(alarm, options, lines);
  case webhook_format::gotify:
    return gotify_body(alarm, lines);
  case webhook_format::pagerduty:
    return pagerduty_body(alarm, options, lines);
  case webhook_format::pushover:
    return pushover_body(alarm, options, lines);
  case webhook_format::apprise:
    return apprise_body(alarm, lines);
  case webhook_format::json:
  case webhook_format::slack:
  case webhook_format::discord:
  case webhook_format::teams:
    break;
  }
  return {};
}

} // namespace

std::string
push_body(const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  return push_document(alarm, options, lines).dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace docker_monitor::sinks
