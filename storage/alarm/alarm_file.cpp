#include "storage/alarm/alarm_file.hpp"

#include "storage/quarantine.hpp"

#include <utility>

namespace docker_monitor::storage {

namespace {

using model::failure_code;

constexpr int max_quarantine = 10;

opened_alarms unusable(const alarm_file& file, std::string problem) {
  opened_alarms none;
  none.stored.pending.resize(file.sink_keys.size());
  none.stored.open.resize(file.sink_keys.size());
  none.problem = std::move(problem);
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
    return recreate_alarms(file, opened.error(), now);
  return unusable(file, std::move(opened).error().message);
}

opened_alarms
recreate_alarms(const alarm_file& file, const model::failure& why, model::engine_time now) {
  const auto moved = quarantine(file.path, now, max_quarantine);
  if (!moved)
    return unusable(file, moved.error().message);
  auto opened = open_and_load(file);
  if (!opened)
    return unusable(file, std::move(opened).error().message);
  opened->problem = why.message + "; renamed to " + *moved + "; a new file is used";
  opened->recreated = true;
  return *std::move(opened);
}

} // namespace docker_monitor::storage
