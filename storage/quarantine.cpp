#include "storage/quarantine.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace docker_monitor::storage {

namespace {

namespace fs = std::filesystem;
using model::failure;
using model::failure_code;

constexpr std::string_view infix = ".corrupt-";

/// Returns how many files were quarantined before.
int count_quarantine(const fs::path& path) {
  const auto beginning = path.filename().string().append(infix);
  int count = 0;
  std::error_code error;
  for (fs::directory_iterator i{path.parent_path(), error}, end; !error && i != end;
       i.increment(error)) {
    const auto name = i->path().filename().string();
    // A file and its log count once.
    count += name.starts_with(beginning) && !name.ends_with("-wal") ? 1 : 0;
  }
  return count;
}

} // namespace

model::expected<std::string> quarantine(const std::string& path, model::engine_time now, int most) {
  if (count_quarantine(path) >= most)
    return failure{
        failure_code::refused, path + ": broken for the " + std::to_string(most)
                                   + "th time; check the disk, and move the files named *"
                                   + std::string{infix} + "* away"};
  auto time = model::format_rfc3339(now);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  const auto to = path + std::string{infix} + time;
  std::error_code error;
  fs::rename(path, to, error);
  if (error)
    return failure{failure_code::permission, path + ": cannot be renamed: " + error.message()};
  // The log is kept with the file, so that its data stay readable.
  std::error_code ignored;
  fs::rename(path + "-wal", to + "-wal", ignored);
  return to;
}

} // namespace docker_monitor::storage
