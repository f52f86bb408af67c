#pragma once

#include "sinks/sink.hpp"
#include "sinks/sink_url.hpp"

#include <memory>

namespace docker_monitor::sinks {

/// Makes the sink of a URL, not connected yet.
std::unique_ptr<sink> make_sink(const sink_url& url);

} // namespace docker_monitor::sinks
