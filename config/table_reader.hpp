#pragma once

#include "config/toml.hpp"
#include "model/failure.hpp"
#include "model/rule/maintenance.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::config {

using word_list = std::vector<std::string_view>;

/// Returns `text` between double quotes.
std::string in_quotes(std::string_view text);

/// Reads the tables of one TOML file. The first mistake is kept, and values read after it are not
/// used, so that callers need not check each step. A value that is missing or wrong reads as empty.
class table_reader {
 public:
  /// `file` begins the messages.
  explicit table_reader(std::string_view file) : file_(file) {}

  /// The first mistake, `bad_option`, with file and line.
  std::optional<model::failure> mistake;

  void complain(const toml::source_region& where, const std::string& what);
  void complain(const toml::source_position& where, const std::string& what);

  /// Reports the first key of `table` that is not in `known`. `of` names the table.
  void only(const toml::table& table, const word_list& known, std::string_view of);

  std::string text(const toml::table& table, std::string_view key);

  /// Reads a list of texts, or one text as a list of one.
  std::vector<std::string> texts(const toml::table& table, std::string_view key);

  /// Reads a number; infinity and NaN are mistakes.
  std::optional<double> number(const toml::table& table, std::string_view key);

  /// Reads true or false; false where the key is missing.
  bool yes(const toml::table& table, std::string_view key);

  std::optional<std::chrono::milliseconds> duration(const toml::table& table, std::string_view key);

  /// Reads `include` and `exclude`.
  model::container_choice containers(const toml::table& table);

  /// Reads a rule's name, by which alarms and saved states identify it. Two tables of a file must
  /// not have the same.
  std::string name(const toml::table& table, std::string_view of);

 private:
  std::string file_;
  std::vector<std::string> names_;
};

} // namespace docker_monitor::config
