#pragma once

#include <string>
#include <vector>

namespace docker_monitor::model {

/// A piece of state that is kept across restarts. Its owner writes and reads the text; the caller
/// stores it.
struct saved_state {
  std::string area; ///< the owner: `container`, `folding`, `story`, …
  std::string key;  ///< unique in the area
  std::string text; ///< empty: the entry is removed
};

using saved_states = std::vector<saved_state>;

} // namespace docker_monitor::model
