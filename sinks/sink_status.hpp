#pragma once

#include "model/sink_status.hpp"

namespace docker_monitor::sinks {

using model::sink_publication;
using model::sink_status;
using model::sink_status_ptr;

} // namespace docker_monitor::sinks
