#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// Admits requests with a bearer token (RFC 6750, 2.1). Without tokens it admits all requests.
class token_guard {
 public:
  /// The result of checking an Authorization field.
  enum class access : std::uint8_t {
    welcome,
    none,  ///< there is no bearer token
    wrong, ///< an unknown token
  };

  token_guard() = default;
  explicit token_guard(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] bool is_enabled() const { return !tokens_.empty(); }

  /// Checks the value of an Authorization field. The time does not depend on the number of correct
  /// characters.
  [[nodiscard]] access check(std::string_view authorization) const;

 private:
  std::vector<std::string> tokens_;
};

/// Reads the tokens of a file: one per line; empty lines and lines that begin with `#` are
/// comments. Fails with `bad_option` where there is no token or a line is invalid (letters, digits
/// and `-._~+/`, then optional `=`). The message has the line's number, never its text.
model::expected<std::vector<std::string>> parse_tokens(std::string_view text);

/// Reads the tokens of `--token-file` with a reader that reports problems of a file. Returns none
/// where the path is empty. The message of a failure names option and file.
model::expected<std::vector<std::string>> read_tokens(
    const std::string& path,
    const std::function<model::expected<std::string>(const std::string& path)>& read);

} // namespace docker_monitor::http
