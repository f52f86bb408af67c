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

/// Creates the tables if there are none. Returns why they can't be used; none on success.
std::optional<model::failure> prepare_tables(sqlite_connection& database);

/// Returns the numbers of the sinks in the file, in the order of their keys; new ones are added.
/// Equal keys are distinguished by their order.
std::vector<std::int64_t>
enter_sinks(sqlite_connection& database, const std::vector<std::string>& keys);

/// An alarm is open while a bit is set: one for the alarm log and one per sink, by its number in
/// the file.
inline constexpr std::int64_t open_in_history = 1;

/// Returns the bit of a sink; 0 for numbers beyond 62 (such a sink gets no alarms that were open
/// before).
constexpr std::int64_t open_at(std::int64_t sink) {
  constexpr std::int64_t last_bit = 62;
  return sink >= 1 && sink <= last_bit ? std::int64_t{1} << sink : 0;
}

} // namespace docker_monitor::storage
