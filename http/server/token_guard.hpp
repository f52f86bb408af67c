#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// Lets in whoever bears a token (RFC 6750, 2.1). One without tokens lets in everybody.
class token_guard {
 public:
  /// What a request's Authorization field is worth.
  enum class access : std::uint8_t {
    welcome,
    none,  ///< there is no bearer token
    wrong, ///< it is none of ours
  };

  token_guard() = default;
  explicit token_guard(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] bool asks() const { return !tokens_.empty(); }

  /// Checks the value of an Authorization field. Takes as long for a token that is nearly right as
  /// for any other of its length.
  [[nodiscard]] access check(std::string_view authorization) const;

 private:
  std::vector<std::string> tokens_;
};

/// The tokens of a file: one a line; empty lines and those that begin with `#` are for people.
/// Fails with `bad_option` where there is none, or a line is none (letters, digits and `-._~+/`,
/// then perhaps `=`); the message tells the line's number, never its text.
model::expected<std::vector<std::string>> parse_tokens(std::string_view text);

/// Those of `--token-file`, read by somebody who says what is wrong with a file; none where the
/// path is empty. The message of a failure names option and file.
model::expected<std::vector<std::string>> read_tokens(
    const std::string& path,
    const std::function<model::expected<std::string>(const std::string& path)>& read);

} // namespace docker_monitor::http
