#pragma once

#include "model/failure.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::storage {

/// Where the data about one engine is kept. As long as it lives no other process can claim it.
class data_location {
 public:
  data_location(std::string database, int lock) : database_{std::move(database)}, lock_{lock} {}
  ~data_location();
  data_location(data_location&& other) noexcept
      : database_{std::move(other.database_)}, lock_{std::exchange(other.lock_, -1)} {}
  data_location& operator=(data_location&&) = delete;

  /// The path of the database file, which need not exist yet.
  [[nodiscard]] const std::string& database() const { return database_; }

  /// The path of the one for figures of the past, likewise.
  [[nodiscard]] std::string figures() const;

 private:
  std::string database_;
  int lock_;
};

/// A file name for the engine with this URL: readable, and different for different URLs.
std::string engine_file_name(std::string_view engine_url);

/// Makes the directory, for us alone, where there is none, and claims the engine's files in it.
/// Fails with `bad_option` where another process has them, with `permission` where nothing can be
/// written there.
model::expected<data_location>
claim_data_directory(const std::string& directory, std::string_view engine_url);

} // namespace docker_monitor::storage
