#pragma once

#include "engine/api/engine_client.hpp"
#include "model/container/container.hpp"
#include "model/metric/sample.hpp"

#include <cstddef>
#include <memory>

namespace docker_monitor::engine {

/// The most devices, and the most interfaces, that are listed one by one. Further devices appear in
/// the sums only: with tens of thousands of them, each reading and its processing would take
/// seconds.
inline constexpr std::size_t max_listed = 1024;

/// The outcome of a successful reading.
enum class reading_state : std::uint8_t {
  changed,   ///< read, and a counter differs from the previous reading
  unchanged, ///< read, and only the clocks differ
  later,     ///< in progress; the result is passed to `later`
};

/// Reads one container's counters repeatedly and keeps the necessary files open. Not thread safe.
class sample_reader {
 public:
  virtual ~sample_reader() = default;

  /// Takes newer facts of the same container: another pid, another run.
  virtual void update(const model::container& container) = 0;

  /// Updates `counters`, which holds the previous reading, or nothing before the first. A source
  /// that needs more than bounded reads of kernel files returns `reading_state::later` and calls
  /// `later` exactly once, before the return or afterwards from another thread; that call may come
  /// after the reader's end. A failure leaves the counters unchanged.
  virtual model::expected<reading_state>
  read(model::counters& counters, const handler<model::counters>& later) = 0;
};

/// Where the readings of containers come from.
class sample_source {
 public:
  virtual ~sample_source() = default;

  /// Returns a reader for one container. The source must outlive it. May be called from any thread.
  virtual std::unique_ptr<sample_reader> open(const model::container& container) = 0;
};

} // namespace docker_monitor::engine
