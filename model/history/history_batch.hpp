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

/// The time that a row on disk stands for, the finest kept there.
inline constexpr std::chrono::seconds history_window_length{15};

/// The grid of times by which rows go to disk: less than a minute, so that with what it takes to
/// write them an end without warning loses no more than that. Divides a quarter of an hour.
inline constexpr std::chrono::seconds history_batch_length{45};

/// Whose figures they are.
struct history_names {
  std::string identity; ///< as `identity_of` gives it
  std::string name;     ///< of the newest container that had it
};

/// What the readings of 15 seconds have in common.
struct history_window {
  std::uint32_t number = 0; ///< of the 15 seconds since the epoch
  std::uint32_t rows = 0;   ///< readings
  history_summary summary;

  /// When it begins.
  [[nodiscard]] std::chrono::sys_seconds start() const {
    return std::chrono::sys_seconds{number * history_window_length};
  }
};

/// The number of the window that a time is in.
constexpr std::uint32_t window_of(std::chrono::sys_seconds time) {
  return static_cast<std::uint32_t>(time.time_since_epoch() / history_window_length);
}

/// What must be kept on disk together, of many identities.
struct history_batch {
  /// The windows of one identity: so many of `windows`, after those of the pieces before.
  struct piece {
    std::shared_ptr<const history_names> whose;
    std::size_t count = 0;
  };

  std::vector<piece> pieces;
  std::vector<history_window> windows;
  std::chrono::sys_seconds until{}; ///< what is older has been handed over

  [[nodiscard]] bool empty() const { return windows.empty(); }

  /// What it takes in memory, about.
  [[nodiscard]] std::size_t bytes() const {
    return windows.size() * sizeof(history_window) + pieces.size() * sizeof(piece);
  }
};

/// A batch on its way: immutable.
using history_batch_ptr = std::shared_ptr<const history_batch>;

} // namespace docker_monitor::model
