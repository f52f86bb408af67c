#pragma once

#include "engine/sample_source.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace docker_monitor::engine {

/// How many readers read from where at the moment.
struct reader_counts {
  std::size_t cgroup = 0;
  std::size_t engine = 0;

  friend bool operator==(const reader_counts&, const reader_counts&) = default;
};

/// Decides per container, and anew where things change: cgroup files where they can be read, else
/// the engine. A container the engine is asked for is tried again when something about it changes,
/// and every half minute.
class automatic_source final : public sample_source {
 public:
  static constexpr std::chrono::seconds between_tries{30};

  /// `cgroup` may be null: there is no cgroup tree. So may `engine`: it is not to be asked, and a
  /// container's readings fail while its files can't be read. `told` hears, from any thread and
  /// once for each container, why its files are not read (any more). The clock is CLOCK_MONOTONIC
  /// by default.
  automatic_source(
      std::shared_ptr<sample_source> cgroup, std::shared_ptr<sample_source> engine,
      std::function<void(const model::failure&)> told = nullptr,
      std::function<std::chrono::nanoseconds()> steady_clock = nullptr);

  std::unique_ptr<sample_reader> open(const model::container& container) override;

  /// Readers that have read at least once. Thread safe.
  [[nodiscard]] reader_counts readers() const;

 private:
  class reader;

  std::shared_ptr<sample_source> cgroup_;
  std::shared_ptr<sample_source> engine_;
  std::function<void(const model::failure&)> told_;
  std::function<std::chrono::nanoseconds()> steady_clock_;
  std::atomic<std::size_t> by_cgroup_{0};
  std::atomic<std::size_t> by_engine_{0};
};

} // namespace docker_monitor::engine
