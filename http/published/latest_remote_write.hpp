#pragma once

#include "http/published/latest_status.hpp"
#include "model/remote_write/remote_write_status.hpp"

#include <memory>
#include <vector>

namespace docker_monitor::http {

/// Holds the newest status of a receiver of remote write.
using latest_remote_write = latest_status<model::remote_write_status>;

/// The states of all receivers, in the order of the options.
using latest_remote_writes = std::vector<std::shared_ptr<const latest_remote_write>>;

} // namespace docker_monitor::http
