#pragma once

#include "model/alarm/alarm.hpp"
#include "sinks/webhook/http_options.hpp"

#include <string>

namespace docker_monitor::sinks {

/// Returns the body of a webhook's request: one JSON object in the receiver's form, within its
/// limits. Names, reasons and log lines are escaped, so markup and mentions in them have no effect.
std::string
webhook_body(const model::alarm& alarm, const webhook_options& options, model::log_lines lines);

} // namespace docker_monitor::sinks
