#include "sinks/webhook/push_address.hpp"

#include "sinks/url_text.hpp"

#include <boost/url/parse_query.hpp>
#include <boost/url/pct_string_view.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace docker_monitor::sinks {

namespace {

/// Takes the value of `name` out of an encoded query; empty where it is not there.
std::string take_parameter(std::string& query, std::string_view name) {
  if (query.size() < 2)
    return {}; // Boost.URL 1.81 reads beyond the end of an empty query
  const auto parsed = boost::urls::parse_query(std::string_view{query}.substr(1));
  if (!parsed)
    return {};
  std::string found;
  std::string rest;
  for (const auto& parameter : *parsed) {
    if (std::string_view{parameter.key.data(), parameter.key.size()} == name)
      found = parameter.value.decode();
    else
      append_parameter(rest, parameter);
  }
  query = std::move(rest);
  return found;
}

/// Appends the path of an API where the URL names a server only.
void complete_path(std::string& target, std::string_view end) {
  while (target.ends_with('/'))
    target.pop_back();
  if (!target.ends_with(end))
    target += end;
}

/// A secret that becomes part of a path as it is.
bool is_path_token(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == ':' || c == '-' || c == '_';
  });
}

std::string complete_ntfy(webhook_options& webhook) {
  auto& target = webhook.http.target;
  while (target.size() > 1 && target.ends_with('/'))
    target.pop_back();
  const auto slash = target.rfind('/');
  webhook.recipient = target.substr(slash + 1);
  // https://docs.ntfy.sh/config/: 1 to 64 of these characters.
  const bool fits = !webhook.recipient.empty() && webhook.recipient.size() <= 64
                    && is_path_token(webhook.recipient)
                    && webhook.recipient.find(':') == std::string::npos;
  if (!fits)
    return "names no topic of ntfy (1 to 64 letters, digits, \"-\" and \"_\"), as in "
           "https://ntfy.sh/topic";
  target.resize(slash + 1); // documents go to the root, which reads the topic in them
  return {};
}

std::string
complete_telegram(webhook_options& webhook, std::string& query, std::optional<std::string>& token) {
  webhook.recipient = take_parameter(query, "chat_id");
  if (webhook.recipient.empty())
    return "names no chat of Telegram, as in https://api.telegram.org/?chat_id=-100123&"
           "token-file=/run/secrets/telegram";
  if (!token)
    return "names no file with the token of the bot, as in token-file=/run/secrets/telegram";
  if (!is_path_token(*token))
    return "token-file holds no token of a Telegram bot, which has letters, digits, \":\", \"-\" "
           "and \"_\" only";
  webhook.token = *std::exchange(token, {});
  while (webhook.http.target.ends_with('/'))
    webhook.http.target.pop_back();
  return {};
}

std::string complete_gotify(webhook_options& webhook, std::optional<std::string>& token) {
  if (!token)
    return "names no file with the token of the application, as in "
           "token-file=/run/secrets/gotify";
  webhook.http.headers.emplace_back("X-Gotify-Key", *std::exchange(token, {}));
  complete_path(webhook.http.target, "/message");
  return {};
}

std::string complete_pagerduty(webhook_options& webhook, std::optional<std::string>& token) {
  if (!token)
    return "names no file with the integration key, as in token-file=/run/secrets/pagerduty";
  webhook.token = *std::exchange(token, {});
  complete_path(webhook.http.target, "/v2/enqueue");
  return {};
}

std::string
complete_pushover(webhook_options& webhook, std::string& query, std::optional<std::string>& token) {
  webhook.recipient = take_parameter(query, "user");
  if (webhook.recipient.empty())
    return "names no user or group of Pushover, as in https://api.pushover.net/?user=KEY&"
           "token-file=/run/secrets/pushover";
  if (!token)
    return "names no file with the token of the application, as in "
           "token-file=/run/secrets/pushover";
  webhook.token = *std::exchange(token, {});
  complete_path(webhook.http.target, "/1/messages.json");
  return {};
}

} // namespace

std::string complete_push_address(
    webhook_options& webhook, std::string& query, std::optional<std::string>& token) {
  switch (webhook.format) {
  case webhook_format::ntfy:
    return complete_ntfy(webhook);
  case webhook_format::telegram:
    return complete_telegram(webhook, query, token);
  case webhook_format::gotify:
    return complete_gotify(webhook, token);
  case webhook_format::pagerduty:
    return complete_pagerduty(webhook, token);
  case webhook_format::pushover:
    return complete_pushover(webhook, query, token);
  case webhook_format::apprise:
    if (webhook.http.target == "/")
      return "names no key of Apprise, as in http://host:8000/notify/KEY";
    return {};
  case webhook_format::json:
  case webhook_format::slack:
  case webhook_format::discord:
  case webhook_format::teams:
    break;
  }
  return {};
}

http_options with_secret_path(const webhook_options& webhook) {
  auto http = webhook.http;
  if (webhook.format == webhook_format::telegram)
    http.target.insert(
        std::min(http.target.find('?'), http.target.size()),
        "/bot" + webhook.token + "/sendMessage");
  return http;
}

} // namespace docker_monitor::sinks
