#include "storage/remote_write/durable_write_queue.hpp"

#include "model/remote_write/memory_write_queue.hpp"
#include "storage/quarantine.hpp"
#include "storage/remote_write/write_queue_file.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace docker_monitor::storage {

namespace {

constexpr int max_queue_quarantine = 4;
constexpr const char* queue_in_memory =
    "; samples that wait for a receiver are kept in memory only";

} // namespace

durable_write_queue::durable_write_queue(std::string path, wall_clock clock)
    : path_{std::move(path)}, clock_{clock} {
  auto opened = write_queue_file::open(path_);
  if (opened)
    queue_ = *std::move(opened);
  else if (opened.error().code == model::failure_code::malformed)
    spdlog::error("{}", replace(opened.error().message));
  else
    spdlog::warn("{}{}", opened.error().message, queue_in_memory);
  if (!queue_)
    queue_ = std::make_unique<model::memory_write_queue>();
}

/// Begins a new queue for a damaged file. Returns a message with the cause and what was done.
std::string durable_write_queue::replace(const std::string& why) {
  queue_.reset(); // closes the file before it is renamed
  const auto in_memory = [this](const std::string& because) {
    queue_ = std::make_unique<model::memory_write_queue>();
    return because + queue_in_memory;
  };
  const auto moved = quarantine(path_, clock_(), max_queue_quarantine);
  if (!moved)
    return in_memory(why + "; " + moved.error().message);
  const auto renamed = why + "; renamed to " + *moved;
  auto opened = write_queue_file::open(path_);
  if (!opened)
    return in_memory(renamed + "; " + opened.error().message);
  queue_ = *std::move(opened);
  return renamed + "; a new file is used";
}

/// Takes the problem of the newest call. Returns true where the queue was replaced for it; `held`
/// is the number of samples that it had before.
bool durable_write_queue::recover(std::uint64_t held) {
  auto why = queue_->take_problem();
  if (!why)
    return false;
  const bool damaged = why->code == model::failure_code::malformed;
  if (damaged) {
    lost_ += held;
    front_samples_ = 0;
    why->message = replace(why->message) + "; samples lost: " + std::to_string(held);
  }
  problem_ = std::move(why);
  return damaged;
}

std::uint64_t durable_write_queue::push(model::write_batch batch) {
  const auto held = queue_->numbers().samples;
  const auto dropped = queue_->push(batch);
  return recover(held) ? queue_->push(std::move(batch)) : dropped;
}

std::optional<model::write_batch> durable_write_queue::front() {
  const auto held = queue_->numbers().samples;
  auto found = queue_->front();
  front_samples_ = found ? found->samples : 0;
  recover(held);
  return found;
}

void durable_write_queue::pop() {
  const auto held = queue_->numbers().samples;
  const auto sent = std::exchange(front_samples_, 0);
  queue_->pop();
  recover(held - std::min(held, sent));
}

std::shared_ptr<model::write_queue>
open_write_queue(const std::string& path, durable_write_queue::wall_clock clock) {
  if (path.empty())
    return std::make_shared<model::memory_write_queue>();
  return std::make_shared<durable_write_queue>(path, clock);
}

} // namespace docker_monitor::storage
