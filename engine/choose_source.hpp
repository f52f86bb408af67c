#pragma once

#include "config/options.hpp"
#include "engine/api/engine_client.hpp"
#include "engine/host/host_source.hpp"
#include "engine/sample_source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// Where samples come from.
struct chosen_source {
  std::shared_ptr<sample_source> source;
  int cgroup_version = 0;    ///< 1 or 2; 0 where no cgroup files are read
  std::string description{}; ///< for the log; may be empty
  bool costly = false;       ///< uses the engine for every sample although no option asks for that
  std::vector<std::string> warnings{}; ///< metrics that cannot be read, and why
  /// The source of the host's metrics; null in a demo, or where its counters cannot be read.
  std::shared_ptr<host_source> host{};
};

/// Chooses the source by the options. `client` is used where cgroup files cannot be read and must
/// outlive the source. Fails only where the options require cgroup files.
model::expected<chosen_source> choose_source(const config::options& options, engine_client& client);

/// Returns true where the path exists; false also where it cannot be examined.
bool path_exists(const std::string& path);

} // namespace docker_monitor::engine
