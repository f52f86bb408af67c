#pragma once

#include "model/container/snapshot.hpp"

#include <cstdint>
#include <vector>

namespace docker_monitor::model {

/// What differs between two snapshots, for those who follow them.
struct snapshot_changes {
  enum class change : std::uint8_t { added, changed, removed };

  struct container_change {
    change what = change::changed;
    row_ptr row; ///< the newest; of one that was removed the last
  };

  /// Containers that came, went, or are another than before in what is known of them.
  std::vector<container_change> containers;
  /// Rows whose sample is another, or no longer there; new containers are not among them.
  std::vector<row_ptr> sampled;
  bool round = false;  ///< some containers were read anew, though they may not have changed
  bool engine = false; ///< the engine is another, or the connection to it
};

/// `added`, `changed` or `removed`, as the API writes it.
std::string_view to_string(snapshot_changes::change change);

/// What makes `after` of `before`. Rows that both share cost a comparison.
snapshot_changes changes_between(const snapshot& before, const snapshot& after);

} // namespace docker_monitor::model
