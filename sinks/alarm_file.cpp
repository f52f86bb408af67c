#include "sinks/alarm_file.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace docker_monitor::sinks {

namespace {

namespace fs = std::filesystem;
using model::failure;
using model::failure_code;

constexpr std::string_view infix = ".corrupt-";
constexpr int most_set_aside = 10;

/// How many files were set aside before.
int count_set_aside(const fs::path& path) {
  const auto beginning = path.filename().string().append(infix);
  int count = 0;
  std::error_code error;
  for (fs::directory_iterator i{path.parent_path(), error}, end; !error && i != end;
       i.increment(error)) {
    const auto name = i->path().filename().string();
    // The log that goes with a file counts with it.
    count += name.starts_with(beginning) && !name.ends_with("-wal") ? 1 : 0;
  }
  return count;
}

/// Its new name.
model::expected<std::string> set_aside(const std::string& path, model::engine_time now) {
  if (count_set_aside(path) >= most_set_aside)
    return failure{
        failure_code::refused, path + ": broken for the " + std::to_string(most_set_aside)
                                   + "th time; check the disk, and move the files named *"
                                   + std::string{infix} + "* away"};
  auto time = model::format_rfc3339(now);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  const auto to = path + std::string{infix} + time;
  std::error_code error;
  fs::rename(path, to, error);
  if (error)
    return failure{failure_code::permission, path + ": cannot be renamed: " + error.message()};
  // With its log, so that what can be read of it still can.
  std::error_code ignored;
  fs::rename(path + "-wal", to + "-wal", ignored);
  return to;
}

opened_alarms unusable(const alarm_file& file, std::string trouble) {
  opened_alarms none;
  none.stored.pending.resize(file.sink_keys.size());
  none.stored.open.resize(file.sink_keys.size());
  none.trouble = std::move(trouble);
  return none;
}

model::expected<opened_alarms> open_and_load(const alarm_file& file) {
  auto database = alarm_database::open(file.path, file.sink_keys, file.limits);
  if (!database)
    return std::move(database).error();
  auto stored = (*database)->load();
  if (!stored)
    return std::move(stored).error();
  opened_alarms opened;
  opened.database = *std::move(database);
  opened.stored = *std::move(stored);
  return opened;
}

} // namespace

alarm_file alarm_file::in_memory(std::vector<std::string> sink_keys) {
  alarm_file file;
  file.sink_keys = std::move(sink_keys);
  file.limits.shown = 2000;
  file.limits.hidden = 2000;
  return file;
}

opened_alarms open_alarms(const alarm_file& file, model::engine_time now) {
  auto opened = open_and_load(file);
  if (opened)
    return *std::move(opened);
  if (opened.error().code == failure_code::malformed)
    return begin_anew(file, opened.error(), now);
  return unusable(file, std::move(opened).error().message);
}

opened_alarms
begin_anew(const alarm_file& file, const model::failure& why, model::engine_time now) {
  const auto moved = set_aside(file.path, now);
  if (!moved)
    return unusable(file, moved.error().message);
  auto opened = open_and_load(file);
  if (!opened)
    return unusable(file, std::move(opened).error().message);
  opened->trouble = why.message + "; set aside as " + *moved + ", begun anew";
  opened->anew = true;
  return *std::move(opened);
}

} // namespace docker_monitor::sinks
