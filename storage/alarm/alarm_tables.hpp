#pragma once

#include "model/failure.hpp"
#include "storage/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::storage {

/// The version of the tables in the file.
inline constexpr std::int64_t tables_version = 1;

/// Makes the tables where there are none. None, or why they can't be used.
std::optional<model::failure> prepare_tables(sqlite_connection& database);

/// The numbers that sinks have in the file, in the order of their keys; new ones are entered. Equal
/// keys are told apart by their order.
std::vector<std::int64_t>
enter_sinks(sqlite_connection& database, const std::vector<std::string>& keys);

/// What marks an alarm as open: a bit for the history and one per sink, by its number in the file.
inline constexpr std::int64_t open_in_history = 1;

/// The bit of a sink, 0 for numbers beyond 62 (such a sink is not told what was open before).
constexpr std::int64_t open_at(std::int64_t sink) {
  constexpr std::int64_t last_bit = 62;
  return sink >= 1 && sink <= last_bit ? std::int64_t{1} << sink : 0;
}

} // namespace docker_monitor::storage
