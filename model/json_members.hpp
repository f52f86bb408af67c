#pragma once

// Members of JSON objects; empty ones are left out. Include it in source files only: it includes
// the whole JSON library.

#include "model/time.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace docker_monitor::model {

/// Throws the library's own exception for a value that a reader refuses. The function that parses
/// the text catches it.
[[noreturn]] inline void refuse_json(const std::string& why) {
  throw nlohmann::ordered_json::other_error::create(0, why, nullptr);
}

/// Returns RFC 3339 with nanoseconds, which distinguish generations and events.
inline std::string exact_rfc3339(engine_time time) {
  auto text = format_rfc3339(time);
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  char fraction[16];
  std::snprintf(
      fraction, sizeof fraction, ".%09lldZ", static_cast<long long>((time - second).count()));
  text.resize(text.find('.'));
  return text + fraction;
}

/// Reads a time in this form. Throws where the text is no time.
inline engine_time time_of(const nlohmann::ordered_json& text) {
  const auto time = parse_rfc3339(text.get<std::string>());
  if (!time)
    refuse_json("no time: " + text.dump());
  return *time;
}

/// Converts a value to any type. Throws for a number that T cannot hold: a float such as 1.9e20 is
/// no counter, and its conversion is undefined.
template <class T, class Json>
T value_of(const Json& value) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    // Both powers of two are exact in a double; the end of the range often is not.
    constexpr double end =
        2.0 * static_cast<double>(std::uint64_t{1} << (std::numeric_limits<T>::digits - 1));
    constexpr double begin = std::is_signed_v<T> ? -end : 0.0;
    if (value.is_number_float()) {
      const auto number = value.template get<double>();
      if (!(number >= begin && number < end))
        refuse_json("no number of its range: " + value.dump());
      return static_cast<T>(number);
    }
    const bool fits =
        value.is_number_unsigned()
            ? std::in_range<T>(value.template get<std::uint64_t>())
            : value.is_number_integer() && std::in_range<T>(value.template get<std::int64_t>());
    if (!fits)
      refuse_json("no number of its range: " + value.dump());
    return value.template get<T>();
  } else {
    return value.template get<T>();
  }
}

/// Reads a time that is written as nanoseconds since 1970.
template <class Json>
engine_time time_of_ns(const Json& number) {
  return engine_time{std::chrono::nanoseconds{value_of<std::int64_t>(number)}};
}

/// Writes a member unless it is the empty value of its type.
template <class T>
void put(nlohmann::ordered_json& object, const char* key, const T& value) {
  if (value != T{})
    object[key] = value;
}

template <class T>
void put(nlohmann::ordered_json& object, const char* key, const std::optional<T>& value) {
  if (value)
    object[key] = *value;
}

inline void
put(nlohmann::ordered_json& object, const char* key, const std::optional<engine_time>& value) {
  if (value)
    object[key] = exact_rfc3339(*value);
}

/// Reads a member if the object has it.
template <class T>
void get(const nlohmann::ordered_json& object, const char* key, T& value) {
  if (const auto found = object.find(key); found != object.end())
    value = value_of<T>(*found);
}

template <class T>
void get(const nlohmann::ordered_json& object, const char* key, std::optional<T>& value) {
  if (const auto found = object.find(key); found != object.end())
    value = value_of<T>(*found);
}

inline void
get(const nlohmann::ordered_json& object, const char* key, std::optional<engine_time>& value) {
  if (const auto found = object.find(key); found != object.end())
    value = time_of(*found);
}

} // namespace docker_monitor::model
