#pragma once

#include "model/alarm/alarm.hpp"
#include "sinks/webhook/http_options.hpp"

#include <string>

namespace docker_monitor::sinks {

/// The body of a webhook's request: one JSON object in the receiver's form, within its limits.
/// Names, reasons and log lines are shown as they are: no markup in them works, no mention in them
/// calls anybody.
std::string webhook_body(const model::alarm& alarm, webhook_format format, model::log_lines lines);

} // namespace docker_monitor::sinks
