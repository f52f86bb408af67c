#include "storage/history/history_file.hpp"

#include "storage/quarantine.hpp"

#include <utility>

namespace docker_monitor::storage {

namespace {

constexpr int max_quarantine = 4;

} // namespace

opened_history open_history(const history_file& file, model::engine_time now) {
  auto opened = history_database::open(file.path, file.bytes);
  if (opened)
    return {*std::move(opened), {}, false};
  if (opened.error().code == model::failure_code::malformed)
    return recreate_history(file, opened.error(), now);
  return {nullptr, std::move(opened).error().message, false};
}

opened_history
recreate_history(const history_file& file, const model::failure& why, model::engine_time now) {
  const auto moved = quarantine(file.path, now, max_quarantine);
  if (!moved)
    return {nullptr, moved.error().message, false};
  auto opened = history_database::open(file.path, file.bytes);
  if (!opened)
    return {nullptr, std::move(opened).error().message, false};
  return {
      *std::move(opened), why.message + "; renamed to " + *moved + "; a new file is used", true};
}

} // namespace docker_monitor::storage
