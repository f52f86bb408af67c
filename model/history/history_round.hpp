#pragma once

#include "model/history/history_row.hpp"
#include "model/time.hpp"

#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// Values of some identities at one time, for a history that is not fed by snapshots.
struct history_round {
  struct reading {
    std::string identity;
    history_row row = unknown_row();
  };

  engine_time at{};
  std::vector<reading> readings; ///< time passes also without any
};

/// A shared round: immutable.
using history_round_ptr = std::shared_ptr<const history_round>;

} // namespace docker_monitor::model
