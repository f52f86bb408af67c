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
  std::string description{}; ///< for the log; empty where there is nothing to tell
  bool costly = false;       ///< the engine is asked for every sample, which nobody wished
  std::vector<std::string> warnings{}; ///< figures that the system does not let us read, and why
  /// Of the machine we run on; null in a demo, or where its counters can't be read.
  std::shared_ptr<host_source> host{};
};

/// As the options say. `client`, which must outlive the source, is asked where cgroup files can't
/// be read. Fails only where cgroup files are insisted on.
model::expected<chosen_source> choose_source(const config::options& options, engine_client& client);

/// True for a path that is there; what can't be looked at is not there for us.
bool path_exists(const std::string& path);

} // namespace docker_monitor::engine
