#pragma once

#include "model/failure.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Helpers of the parsers of the engine's JSON. A member of a wrong type counts as absent.

namespace docker_monitor::engine {

using simdjson::dom::array;
using simdjson::dom::object;

/// One parser per thread. Its buffers grow to the largest answer and are reused.
inline simdjson::dom::parser& parser() {
  static thread_local simdjson::dom::parser instance;
  return instance;
}

/// Returns an empty text where there is no such member.
inline std::string_view text_of(const object& from, std::string_view key) {
  std::string_view value;
  return from[key].get(value) == simdjson::SUCCESS ? value : std::string_view{};
}

inline std::optional<std::int64_t> integer_of(const object& from, std::string_view key) {
  std::int64_t value = 0;
  if (from[key].get(value) != simdjson::SUCCESS)
    return std::nullopt;
  return value;
}

inline std::optional<std::uint64_t> unsigned_of(const object& from, std::string_view key) {
  std::uint64_t value = 0;
  if (from[key].get(value) != simdjson::SUCCESS)
    return std::nullopt;
  return value;
}

/// Reads a number with or without decimals.
inline std::optional<double> number_of(const object& from, std::string_view key) {
  double value = 0;
  if (from[key].get(value) != simdjson::SUCCESS)
    return std::nullopt;
  return value;
}

inline std::optional<object> object_of(const object& from, std::string_view key) {
  object value;
  if (from[key].get(value) != simdjson::SUCCESS)
    return std::nullopt;
  return value;
}

/// Makes the failure of an unexpected answer. `what` names the expected one, such as "engine
/// version".
inline model::failure malformed(std::string_view what) {
  std::string message = "the engine's answer is no ";
  message += what;
  message += "; is something else listening on that address?";
  return {model::failure_code::malformed, std::move(message)};
}

/// The object is valid until the next call of the same thread.
inline std::optional<object> parse_object(std::string_view text) {
  object document;
  if (parser().parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
    return std::nullopt;
  return document;
}

} // namespace docker_monitor::engine
