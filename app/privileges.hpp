#pragma once

#include "model/failure.hpp"

#include <string>

namespace docker_monitor::app {

/// Where this process is root: becomes `user` for good, keeping the group of the engine's socket
/// `socket_path` (empty or absent: none) so that it can still connect, without any capability and
/// without a way to gain one. Call it while there is one thread only. Succeeds at once for another
/// user: then somebody chose one already.
model::expected<bool> become(const std::string& user, const std::string& socket_path);

} // namespace docker_monitor::app
