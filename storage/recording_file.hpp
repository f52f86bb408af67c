#pragma once

#include "model/failure.hpp"
#include "model/recording/recording.hpp"

#include <functional>
#include <string>

namespace docker_monitor::storage {

/// Takes the lines of a recording, from any thread; must not be called after the log's shutdown.
using recorder = std::function<void(const model::record&)>;

/// Appends a recording to a file of mode 0600, which is no link; empty where no file is named. A
/// disk that is too slow loses lines rather than holding anything up. Fails with `bad_option`.
model::expected<recorder> make_recorder(const std::string& path);

} // namespace docker_monitor::storage
