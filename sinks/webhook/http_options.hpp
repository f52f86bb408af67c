#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::sinks {

/// The address of HTTP requests, and their common headers.
struct http_options {
  bool tls = false;
  std::string host; ///< a name or an address, IPv6 without brackets
  std::uint16_t port = 80;
  std::string target = "/";                                 ///< path and query, percent-encoded
  std::string authorization;                                ///< the header's value; empty for none
  std::string content_type = "application/json";            ///< of the bodies
  std::vector<std::pair<std::string, std::string>> headers; ///< more of them, name and value
};

/// The form of a webhook's body.
enum class webhook_format : std::uint8_t {
  json,    ///< `model::to_json`
  slack,   ///< an incoming webhook of Slack (Mattermost and Rocket.Chat read it too)
  discord, ///< a webhook of Discord
  teams,   ///< an Adaptive Card for a workflow of Microsoft Teams
  // Receivers that bring a short text to people.
  ntfy,
  telegram,
  gotify,
  pagerduty,
  pushover,
  apprise,
};

/// A webhook: its address, the form of the body, and the signing key.
struct webhook_options {
  sinks::http_options http;
  sinks::webhook_format format = sinks::webhook_format::json;
  std::string recipient;   ///< a topic, a chat or a user, where the body names it
  std::string token;       ///< a secret that is part of the body or the path; empty for none
  std::string signing_key; ///< of HMAC-SHA256; empty: bodies are not signed
};

/// An Alertmanager.
struct alertmanager_options {
  sinks::http_options
      http; ///< the target is the prefix of the API's path, without a slash at its end
  /// The limit of repetitions between alarms.
  std::chrono::milliseconds timeout{30'000};
  std::string instance; ///< label of every alert where several hosts use one; empty for none
};

} // namespace docker_monitor::sinks
