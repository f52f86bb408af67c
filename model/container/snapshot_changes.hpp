#pragma once

#include "model/container/snapshot.hpp"

#include <cstdint>
#include <vector>

namespace docker_monitor::model {

/// The differences between two snapshots.
struct snapshot_changes {
  enum class change : std::uint8_t { added, changed, removed };

  struct container_change {
    change what = change::changed;
    row_ptr row; ///< the newest; of a removed one the last
  };

  /// Containers that were added or removed, or whose facts changed.
  std::vector<container_change> containers;
  /// Rows whose sample changed or disappeared; new containers are not included.
  std::vector<row_ptr> sampled;
  bool round = false;  ///< some containers were read again, even without a change
  bool engine = false; ///< the engine or the connection to it changed
};

/// Returns `added`, `changed` or `removed`, as the API writes it.
std::string_view to_string(snapshot_changes::change change);

/// Returns the changes from `before` to `after`. Rows that both share cost one comparison.
snapshot_changes changes_between(const snapshot& before, const snapshot& after);

} // namespace docker_monitor::model
