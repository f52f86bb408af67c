#pragma once

#include "engine/sample_source.hpp"

#include <cstddef>
#include <memory>

namespace docker_monitor::engine {

/// Reads counters through the engine's stats API. Bounds the number of concurrent calls; further
/// calls wait in order. The client must outlive all calls.
class engine_sample_source final : public sample_source {
 public:
  /// Concurrent calls to an engine that holds each call for about a second. This is how many
  /// containers get a sample per second. Streams are not used: measured, a streamed sample costs a
  /// 20.10 engine 0.9 of a call and a 26.1 engine 1.4, and a stream samples each second even at a
  /// longer interval.
  static constexpr std::size_t held_calls = 128;
  /// Concurrent calls to an engine that answers in milliseconds. More calls would only wait in the
  /// engine.
  static constexpr std::size_t immediate_calls = 16;

  explicit engine_sample_source(engine_client& client);
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
