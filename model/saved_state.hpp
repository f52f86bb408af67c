#pragma once

#include <string>
#include <vector>

namespace docker_monitor::model {

/// A piece of what the program knows, as it is kept across restarts. Whoever owns it writes and
/// reads the text; storing it is somebody else's affair.
struct saved_state {
  std::string area; ///< whose: `container`, `folding`, `story`, …
  std::string key;  ///< unique in the area
  std::string text; ///< empty: there is nothing to keep any more
};

using saved_states = std::vector<saved_state>;

} // namespace docker_monitor::model
