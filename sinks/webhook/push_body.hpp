#pragma once

#include "model/alarm/alarm.hpp"
#include "sinks/webhook/http_options.hpp"

#include <string>

namespace docker_monitor::sinks {

/// Returns the body of a request to a receiver that brings a short text to people (ntfy, Telegram,
/// Gotify, PagerDuty, Pushover and Apprise): one JSON object within its limits. The text names
/// host, container, cause and time, with a link where there is a page. No markup works in it. The
/// format of `options` must be one of these.
std::string
push_body(const model::alarm& alarm, const webhook_options& options, model::log_lines lines);

} // namespace docker_monitor::sinks
