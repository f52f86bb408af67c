#pragma once

#include "http/published/latest_status.hpp"
#include "model/alarm/sink_status.hpp"

#include <memory>
#include <vector>

namespace docker_monitor::http {

/// Holds the newest status of a sink.
using latest_sink_state = latest_status<model::sink_status>;

/// The states of all sinks, in the order of the options.
using latest_sink_states = std::vector<std::shared_ptr<const latest_sink_state>>;

} // namespace docker_monitor::http
