#pragma once

#include "model/remote_write/write_queue.hpp"

#include <deque>

namespace docker_monitor::model {

/// A queue that ends with the program.
class memory_write_queue : public write_queue {
 public:
  explicit memory_write_queue(std::uint64_t max_bytes = max_write_queue_bytes)
      : max_bytes_{max_bytes} {}

  std::uint64_t push(write_batch batch) override;
  std::optional<write_batch> front() override;
  void pop() override;
  [[nodiscard]] write_queue_numbers numbers() const override;

 private:
  std::uint64_t max_bytes_;
  std::deque<write_batch> batches_;
  std::uint64_t samples_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace docker_monitor::model
