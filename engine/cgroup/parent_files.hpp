#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::engine {

/// The texts of files of groups above containers. Containers of one parent are many, so a text is
/// kept for a second. Thread safe.
class parent_files {
 public:
  static constexpr std::chrono::seconds kept_for{1};

  /// `steady_clock` must be callable from any thread.
  explicit parent_files(std::function<std::chrono::nanoseconds()> steady_clock)
      : steady_clock_(std::move(steady_clock)) {}

  /// Returns the text of a file; none where it cannot be read. Adds the files that were read to
  /// `files_read`.
  std::optional<std::string> read(const std::string& path, std::uint32_t& files_read);

 private:
  struct entry {
    std::optional<std::string> text;
    std::chrono::nanoseconds read_at{};
  };

  const std::function<std::chrono::nanoseconds()> steady_clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, entry> entries_; ///< guarded by the mutex
};

} // namespace docker_monitor::engine
