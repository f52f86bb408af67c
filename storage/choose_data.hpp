#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "storage/alarm/alarm_file.hpp"
#include "storage/data_directory.hpp"
#include "storage/data_takeover.hpp"
#include "storage/history/history_file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::storage {

/// The places of alarms and metric history.
struct chosen_data {
  std::optional<data_location> location; ///< claimed during its lifetime
  alarm_file file;
  history_file history; ///< metric history; without a path it is in memory only
  std::string problem;  ///< why a requested directory can't be used; else empty
};

/// Returns an environment variable; none if it is unset or empty.
using environment_lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Chooses files by the options. If nothing can be written, data stay in memory and the reason is
/// logged. Fails with `bad_option` if another instance uses the files of the engine with this URL.
/// With `ask`, an engine without data under this URL takes over those it has under another one.
model::expected<chosen_data> choose_data(
    const config::options& options, const environment_lookup& environment,
    const std::string& engine_url, std::vector<std::string> sink_keys, const owner_query& ask = {});

/// Returns the directory that the options name, or the default one.
std::string chosen_directory(const config::options& options, const environment_lookup& environment);

/// Returns the path of the control socket of the instance with these options.
std::string control_path(
    const config::options& options, const environment_lookup& environment,
    const std::string& engine_url);

} // namespace docker_monitor::storage
