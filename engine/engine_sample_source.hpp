#pragma once

#include "engine/sample_source.hpp"

#include <cstddef>
#include <memory>

namespace docker_monitor::engine {

/// Reads counters through the engine's stats API, never more than a bounded number of calls at
/// once; the others wait their turn in order. The client must outlive all calls.
class engine_sample_source final : public sample_source {
 public:
  /// A 20.10 engine holds each call for about a second, so that this many bound how many
  /// containers get a sample a second from it; newer ones answer in milliseconds.
  static constexpr std::size_t default_calls_in_flight = 128;

  explicit engine_sample_source(
      engine_client& client, std::size_t calls_in_flight = default_calls_in_flight);
  ~engine_sample_source() override;
  engine_sample_source(const engine_sample_source&) = delete;
  engine_sample_source& operator=(const engine_sample_source&) = delete;

  std::unique_ptr<sample_reader> open(const model::container& container) override;

 private:
  class queue;
  class reader;
  std::shared_ptr<queue> queue_; ///< shared with the calls under way
};

} // namespace docker_monitor::engine
