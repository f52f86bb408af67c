#pragma once

#include "engine/sample_source.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace docker_monitor::engine {

/// The number of readers on each source.
struct reader_counts {
  std::size_t cgroup = 0;
  std::size_t engine = 0;

  friend bool operator==(const reader_counts&, const reader_counts&) = default;
};

/// Chooses the source per container: cgroup files where they can be read, else the engine. The
/// choice is repeated when a fact of the container changes. While the engine is used, the cgroup
/// files are also tried every 30 seconds.
class automatic_source final : public sample_source {
 public:
  static constexpr std::chrono::seconds between_tries{30};

  /// `cgroup` is null where there is no cgroup tree. `engine` is null where the engine must not be
  /// used; then readings fail while the files cannot be read. `on_failure` takes the reason why the
  /// files of a container are not read. It is called from any thread, once per container until its
  /// files can be read again. The clock is CLOCK_MONOTONIC by default.
  automatic_source(
      std::shared_ptr<sample_source> cgroup, std::shared_ptr<sample_source> engine,
      std::function<void(const model::failure&)> on_failure = nullptr,
      std::function<std::chrono::nanoseconds()> steady_clock = nullptr);

  std::unique_ptr<sample_reader> open(const model::container& container) override;

  /// Counts the readers that have read at least once. Thread safe.
  [[nodiscard]] reader_counts readers() const;

 private:
  class reader;

  std::shared_ptr<sample_source> cgroup_;
  std::shared_ptr<sample_source> engine_;
  std::function<void(const model::failure&)> on_failure_;
  std::function<std::chrono::nanoseconds()> steady_clock_;
  std::atomic<std::size_t> by_cgroup_{0};
  std::atomic<std::size_t> by_engine_{0};
};

} // namespace docker_monitor::engine
