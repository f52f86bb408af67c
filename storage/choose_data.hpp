#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "storage/alarm/alarm_file.hpp"
#include "storage/data_directory.hpp"
#include "storage/history/history_file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::storage {

/// Where alarms and figures are kept.
struct chosen_data {
  std::optional<data_location> location; ///< claimed as long as this lives
  alarm_file file;
  history_file figures; ///< of the past; without a path where they are in memory only
  std::string trouble;  ///< why what was asked for can't be had; else empty
};

/// Looks up an environment variable; none where it is unset or empty.
using environment_lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// As the options say; in memory where nothing can be written, which the log is told. Fails with
/// `bad_option` where another instance has the files of the engine with this URL.
model::expected<chosen_data> choose_data(
    const config::options& options, const environment_lookup& environment,
    const std::string& engine_url, std::vector<std::string> sink_keys);

/// Where the control socket of the instance with these options is.
std::string control_path(
    const config::options& options, const environment_lookup& environment,
    const std::string& engine_url);

} // namespace docker_monitor::storage
