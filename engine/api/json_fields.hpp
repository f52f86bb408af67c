#pragma once

#include "model/failure.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How the parsers of the engine's JSON take a document apart: a member of a wrong type is as good
// as none.

namespace docker_monitor::engine {

using simdjson::dom::array;
using simdjson::dom::object;

/// One parser a thread: its buffers grow to the largest answer and are used again.
inline simdjson::dom::parser& parser() {
  static thread_local simdjson::dom::parser instance;
  return instance;
}

/// Empty where there is no such text.
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

/// A number, whether it is written with decimals or without.
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

/// Not what was asked for: `what` such as "engine version".
inline model::failure malformed(std::string_view what) {
  std::string message = "the engine's answer is no ";
  message += what;
  message += "; is something else listening on that address?";
  return {model::failure_code::malformed, std::move(message)};
}

/// Lives until the next call of the same thread.
inline std::optional<object> parse_object(std::string_view text) {
  object document;
  if (parser().parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
    return std::nullopt;
  return document;
}

} // namespace docker_monitor::engine
