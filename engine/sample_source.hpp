#pragma once

#include "engine/engine_client.hpp"
#include "model/container.hpp"
#include "model/sample.hpp"

#include <string_view>

namespace docker_monitor::engine {

/// Where the readings of containers come from: the engine's API, or the kernel's files.
class sample_source {
 public:
  virtual ~sample_source() = default;

  /// The word in the API: `engine` or `cgroup`.
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// Reads one container's counters. `done` is called exactly once, before this returns or later
  /// from another thread. May be called from any thread.
  virtual void read(const model::container& container, handler<model::counters> done) = 0;
};

} // namespace docker_monitor::engine
