#include "storage/remote_write/former_queues.hpp"

#include "storage/remote_write/write_queue_file.hpp"

#include <spdlog/spdlog.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <system_error>

namespace docker_monitor::storage {

namespace {

/// Returns true if nothing is left in the queue.
bool prune_queue(const std::string& path, model::engine_time now, std::chrono::hours oldest_kept) {
  const auto queue = write_queue_file::open(path);
  if (!queue) {
    spdlog::warn(
        "{}; its receiver of remote write is no longer configured: remove the file",
        queue.error().message);
    return false;
  }
  const auto removed = (*queue)->remove_before(model::later(now, -oldest_kept));
  if (removed > 0)
    spdlog::warn(
        "{}: its receiver of remote write is no longer configured; samples older than {} hours, "
        "removed: {}",
        path, oldest_kept.count(), removed);
  if (const auto problem = (*queue)->take_problem()) {
    spdlog::warn("{}", problem->message);
    return false;
  }
  const auto left = (*queue)->numbers().samples;
  if (left > 0)
    spdlog::info(
        "{}: its receiver of remote write is no longer configured; samples that wait in case it "
        "comes back, for {} hours at most: {}",
        path, oldest_kept.count(), left);
  return left == 0;
}

void remove_queue(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error)
    spdlog::warn("{}: cannot be removed: {}", path, error.message());
}

} // namespace

void prune_former_queues(
    const data_location& location, const std::vector<std::string>& keys, model::engine_time now,
    std::chrono::hours oldest) {
  std::set<std::string> current;
  for (const auto& key : keys)
    current.insert(location.write_queue(key));
  for (const auto& path : location.write_queues())
    if (!current.contains(path) && prune_queue(path, now, oldest))
      remove_queue(path);
}

} // namespace docker_monitor::storage
