#pragma once

#include "model/failure.hpp"

#include <string>

namespace docker_monitor::app {

/// If this process is root, becomes `user` for good, without any capability and any way to gain
/// one. It keeps the group of the engine's socket `socket_path` (empty or absent: none), so that it
/// can still connect. It must be called while there is only one thread. Returns false at once if
/// the process is not root.
model::expected<bool> become(const std::string& user, const std::string& socket_path);

/// Returns an error if this machine has no such user. Empty: no user is wanted.
model::expected<bool> check_user(const std::string& user);

} // namespace docker_monitor::app
