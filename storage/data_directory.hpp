#pragma once

#include "model/failure.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::storage {

/// The location of an engine's data. During its lifetime no other process can claim it.
class data_location {
 public:
  data_location(std::string database, int lock) : database_{std::move(database)}, lock_{lock} {}
  ~data_location();
  data_location(data_location&& other) noexcept
      : database_{std::move(other.database_)}, lock_{std::exchange(other.lock_, -1)} {}
  data_location& operator=(data_location&&) = delete;

  /// Returns the path of the database file, which need not exist.
  [[nodiscard]] const std::string& database() const { return database_; }

  /// Returns the path of the file for the metric history, which need not exist.
  [[nodiscard]] std::string history_path() const;

  /// Returns the path of the file for samples that wait for a receiver of remote write, which need
  /// not exist. `key` identifies the receiver.
  [[nodiscard]] std::string write_queue(std::string_view key) const;

  /// Returns the paths of the files for samples that exist, or whose logs do, of all receivers.
  [[nodiscard]] std::vector<std::string> write_queues() const;

 private:
  std::string database_;
  int lock_;
};

/// Returns a file name for the engine with this URL: readable, and different for different URLs.
std::string engine_file_name(std::string_view engine_url);

/// Creates the directory if it does not exist, with access for this user only, and claims the
/// engine's files in it. Fails with `bad_option` if another process has claimed them, with
/// `permission` if the directory can't be written.
model::expected<data_location>
claim_data_directory(const std::string& directory, std::string_view engine_url);

/// Claims an engine's files by the path of its database, in a directory that exists. Fails like
/// `claim_data_directory`.
model::expected<data_location> claim_data(const std::string& database);

/// Claims an engine's files for a moment, in order to read them. Fails like `claim_data_directory`
/// if an instance uses them. An instance that starts meanwhile waits for up to a second.
model::expected<data_location> inspect_data(const std::string& database);

} // namespace docker_monitor::storage
