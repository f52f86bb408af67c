#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace docker_monitor::model {

/// A request that waits for its receiver.
struct write_batch {
  engine_time taken{};       ///< the time of its samples
  std::uint64_t samples = 0; ///< their number
  std::string body;          ///< as it is sent: compressed
};

/// The content of a queue.
struct write_queue_numbers {
  std::uint64_t batches = 0;
  std::uint64_t samples = 0;
  std::uint64_t bytes = 0; ///< of the bodies
  std::optional<engine_time> oldest;
};

/// The requests of one receiver that could not be sent yet, the oldest first. Bounded: where room
/// is missing, the oldest ones go.
class write_queue {
 public:
  virtual ~write_queue() = default;

  /// Appends a request. Returns the number of samples that were dropped to make room, or that
  /// could not be stored.
  virtual std::uint64_t push(write_batch batch) = 0;

  /// Returns a copy of the oldest request; none where the queue is empty or cannot be read.
  virtual std::optional<write_batch> front() = 0;

  /// Removes the oldest request, if there is one.
  virtual void pop() = 0;

  [[nodiscard]] virtual write_queue_numbers numbers() const = 0;

  /// Returns the newest problem of the storage since the previous call; none for most queues.
  virtual std::optional<failure> take_problem() { return std::nullopt; }

  /// Returns the number of samples that were lost with the storage since the previous call, besides
  /// those that `push` returned.
  virtual std::uint64_t take_lost() { return 0; }
};

/// The size of the bodies in a queue of one receiver.
inline constexpr std::uint64_t max_write_queue_bytes = std::uint64_t{64} << 20U;

} // namespace docker_monitor::model
