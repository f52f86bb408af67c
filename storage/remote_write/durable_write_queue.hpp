#pragma once

#include "model/failure.hpp"
#include "model/remote_write/write_queue.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::storage {

/// A queue on disk that outlives its file: a damaged file is quarantined and a new one begun. The
/// samples that it held are lost. After four times, or where no file can be made, the queue goes on
/// in memory.
class durable_write_queue : public model::write_queue {
 public:
  /// The wall clock, for the names of quarantined files.
  using wall_clock = model::engine_time (*)();

  /// Opens or creates the file, and logs what prevents it or is done about it.
  durable_write_queue(std::string path, wall_clock clock);

  std::uint64_t push(model::write_batch batch) override;
  std::optional<model::write_batch> front() override;
  void pop() override;
  [[nodiscard]] model::write_queue_numbers numbers() const override { return queue_->numbers(); }
  std::optional<model::failure> take_problem() override {
    return std::exchange(problem_, std::nullopt);
  }
  std::uint64_t take_lost() override { return std::exchange(lost_, 0); }

 private:
  bool recover(std::uint64_t held);
  std::string replace(const std::string& why);

  std::string path_;
  wall_clock clock_;
  std::unique_ptr<model::write_queue> queue_; ///< never null
  std::uint64_t front_samples_ = 0;           ///< of the request that `front` returned
  std::uint64_t lost_ = 0;
  std::optional<model::failure> problem_;
};

/// Opens the queue of a file; without a path, makes one in memory. Never null.
std::shared_ptr<model::write_queue> open_write_queue(
    const std::string& path,
    durable_write_queue::wall_clock clock = std::chrono::system_clock::now);

} // namespace docker_monitor::storage
