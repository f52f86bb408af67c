#pragma once

#include "sinks/webhook/http_options.hpp"

#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// Completes the address of a receiver of short texts (see `push_body`): the recipient that path or
/// query name, the path of its API, and the secret where that receiver expects it. `query` is what
/// belongs to the receiver, encoded, with its "?", and `token` the secret from `token-file`: what
/// has found its place is taken out of them. Other formats stay as they are. Returns the problem,
/// or an empty text.
///
/// - ntfy: `https://ntfy.sh/TOPIC`; with a token, a user or neither
/// - Telegram: `https://api.telegram.org/?chat_id=CHAT` and the token of the bot
/// - Gotify: `https://host/?format=gotify` and the token of the application
/// - PagerDuty: `https://events.pagerduty.com/` and the integration key
/// - Pushover: `https://api.pushover.net/?user=USER` and the token of the application
/// - Apprise: `http://host:8000/notify/KEY?format=apprise`
std::string complete_push_address(
    webhook_options& webhook, std::string& query, std::optional<std::string>& token);

/// The target of the requests: it has the secret that Telegram expects in the path.
http_options with_secret_path(const webhook_options& webhook);

} // namespace docker_monitor::sinks
