#pragma once

#include "model/failure.hpp"
#include "model/recording/recording.hpp"

#include <functional>
#include <string>

namespace docker_monitor::storage {

/// Takes the lines of a recording, from any thread. It must not be called after the log's shutdown.
using recorder = std::function<void(const model::record&)>;

/// Returns a recorder that appends to a file of mode 0600, which must not be a symbolic link; an
/// empty one for an empty path. If the disk is too slow, lines are lost; the caller never waits.
/// Fails with `bad_option`.
model::expected<recorder> make_recorder(const std::string& path);

} // namespace docker_monitor::storage
