#include "model/remote_write/memory_write_queue.hpp"

#include <utility>

namespace docker_monitor::model {

std::uint64_t memory_write_queue::push(write_batch batch) {
  samples_ += batch.samples;
  bytes_ += batch.body.size();
  batches_.push_back(std::move(batch));
  std::uint64_t dropped = 0;
  while (bytes_ > max_bytes_) {
    dropped += batches_.front().samples;
    pop();
  }
  return dropped;
}

std::optional<write_batch> memory_write_queue::front() {
  if (batches_.empty())
    return std::nullopt;
  return batches_.front();
}

void memory_write_queue::pop() {
  if (batches_.empty())
    return;
  samples_ -= batches_.front().samples;
  bytes_ -= batches_.front().body.size();
  batches_.pop_front();
}

write_queue_numbers memory_write_queue::numbers() const {
  write_queue_numbers found{batches_.size(), samples_, bytes_, std::nullopt};
  if (!batches_.empty())
    found.oldest = batches_.front().taken;
  return found;
}

} // namespace docker_monitor::model
