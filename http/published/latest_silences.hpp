#pragma once

#include "model/rule/silence.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// Where the alarm router publishes the silences in force, and threads read them.
class latest_silences {
 public:
  /// Replaces the published silences.
  void publish(std::vector<model::silence> next) {
    const std::scoped_lock lock{mutex_};
    current_ = std::move(next);
  }

  [[nodiscard]] std::vector<model::silence> current() const {
    const std::scoped_lock lock{mutex_};
    return current_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<model::silence> current_;
};

} // namespace docker_monitor::http
