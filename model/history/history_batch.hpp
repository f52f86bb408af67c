#pragma once

#include "model/history/history_row.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// The time that a row on disk covers, the finest step stored there.
inline constexpr std::chrono::seconds history_window_length{15};

/// The grid of times at which rows go to disk. Less than a minute, so that an abrupt end loses at
/// most a minute including the time of writing. A divisor of a quarter of an hour.
inline constexpr std::chrono::seconds history_batch_length{45};

/// The identity and the name that values belong to.
struct history_names {
  std::string identity; ///< from `identity_of`
  std::string name;     ///< of the newest container with this identity
};

/// The summary of the readings of 15 seconds.
struct history_window {
  std::uint32_t number = 0; ///< index of the 15 seconds since the epoch
  std::uint32_t rows = 0;   ///< number of readings
  history_summary summary;

  /// Returns the beginning of the window.
  [[nodiscard]] std::chrono::sys_seconds start() const {
    return std::chrono::sys_seconds{number * history_window_length};
  }
};

/// Returns the number of the window that contains a time.
constexpr std::uint32_t window_of(std::chrono::sys_seconds time) {
  return static_cast<std::uint32_t>(time.time_since_epoch() / history_window_length);
}

/// Rows of many identities that are stored on disk together.
struct history_batch {
  /// The windows of one identity: `count` of `windows`, after those of the previous pieces.
  struct piece {
    std::shared_ptr<const history_names> whose;
    std::size_t count = 0;
  };

  std::vector<piece> pieces;
  std::vector<history_window> windows;
  std::chrono::sys_seconds until{}; ///< all older rows have been handed over

  [[nodiscard]] bool empty() const { return windows.empty(); }

  /// Returns the approximate size in memory.
  [[nodiscard]] std::size_t bytes() const {
    return windows.size() * sizeof(history_window) + pieces.size() * sizeof(piece);
  }
};

/// A shared batch: immutable.
using history_batch_ptr = std::shared_ptr<const history_batch>;

} // namespace docker_monitor::model
