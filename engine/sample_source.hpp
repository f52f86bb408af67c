#pragma once

#include "engine/api/engine_client.hpp"
#include "model/container/container.hpp"
#include "model/metric/sample.hpp"

#include <cstddef>
#include <memory>

namespace docker_monitor::engine {

/// So many devices and interfaces are told one by one. Of devices beyond, only the sums are: with
/// tens of thousands of them, each reading and all that is made of it would take seconds.
inline constexpr std::size_t max_listed = 1024;

/// How a reading went, where it went well.
enum class reading_state : std::uint8_t {
  changed,   ///< taken, and a counter differs from the reading before
  unchanged, ///< taken, and nothing differs but the clocks
  later,     ///< under way: its outcome will be told
};

/// Reads one container's counters again and again, and keeps open what it needs for that. Not
/// thread safe.
class sample_reader {
 public:
  virtual ~sample_reader() = default;

  /// Takes newer facts of the same container: another pid, another generation.
  virtual void update(const model::container& container) = 0;

  /// Brings `counters`, which holds the reading before (or nothing yet), up to date. Where that
  /// takes more than bounded reads of kernel files, `later` is called exactly once instead, before
  /// this returns or afterwards from another thread; it may outlive the reader. A failure leaves
  /// the counters as they were.
  virtual model::expected<reading_state>
  read(model::counters& counters, const handler<model::counters>& later) = 0;
};

/// Where the readings of containers come from.
class sample_source {
 public:
  virtual ~sample_source() = default;

  /// A reader of one container. The source must outlive it. May be called from any thread.
  virtual std::unique_ptr<sample_reader> open(const model::container& container) = 0;
};

} // namespace docker_monitor::engine
