#include "storage/choose_data.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <utility>

#include <unistd.h>

namespace docker_monitor::storage {

namespace {

/// Returns true if a directory can be written, or created.
bool is_writable(const std::string& path) {
  std::error_code ignored; // an inaccessible path is not writable
  const auto there = std::filesystem::exists(path, ignored)
                         ? path
                         : std::filesystem::path{path}.parent_path().string();
  return access(there.c_str(), W_OK) == 0;
}

} // namespace

std::string
chosen_directory(const config::options& options, const environment_lookup& environment) {
  return options.data_dir.empty() ? config::default_data_dir(
             is_writable, environment("XDG_STATE_HOME"), environment("HOME"))
                                  : options.data_dir;
}

std::string control_path(
    const config::options& options, const environment_lookup& environment,
    const std::string& engine_url) {
  return chosen_directory(options, environment) + '/' + engine_file_name(engine_url) + ".control";
}

model::expected<chosen_data> choose_data(
    const config::options& options, const environment_lookup& environment,
    const std::string& engine_url, std::vector<std::string> sink_keys, const owner_query& ask) {
  chosen_data chosen;
  chosen.file = alarm_file::in_memory(sink_keys);
  if (options.demo > 0)
    return chosen;
  const auto directory = chosen_directory(options, environment);
  auto claimed = claim_data_directory(directory, engine_url);
  if (claimed) {
    chosen.location.emplace(*std::move(claimed));
    if (ask)
      take_over_data(*chosen.location, ask);
    chosen.file = {
        chosen.location->database(),
        std::move(sink_keys),
        {.oldest = options.keep_alarms_for, .shown = options.keep_alarms}};
    if (options.history_size > 0)
      chosen.history = {chosen.location->history_path(), options.history_size};
    return chosen;
  }
  if (claimed.error().code == model::failure_code::bad_option)
    return claimed.error();
  spdlog::warn(
      "{}; alarms and metric history are kept in memory only, and lost with this process",
      claimed.error().message);
  if (!options.data_dir.empty())
    chosen.problem = claimed.error().message;
  return chosen;
}

} // namespace docker_monitor::storage
