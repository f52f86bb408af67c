#pragma once

#include "http/published/latest_hosts.hpp"
#include "model/alarm/alarm_query.hpp"

#include <functional>
#include <memory>
#include <string>

namespace docker_monitor::app {

/// Returns the text of an alarm, with the state `unknown` instead of `open` if its host is lost:
/// only the host knows whether it is still open. `host-lost` and `duplicate-host` stay open.
std::string
with_unknown_state(std::string alarm, const std::function<bool(const std::string& host)>& is_lost);

/// Returns an alarm log that applies `with_unknown_state` to its alarms.
model::alarm_history
with_unknown_alarms(model::alarm_history log, std::shared_ptr<const http::latest_hosts> hosts);

} // namespace docker_monitor::app
