#pragma once

// Members of JSON objects, left out where there is nothing to say. For source files only: it brings
// the whole library along.

#include "model/time.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <optional>
#include <string>

namespace docker_monitor::model {

/// Thrown by readers for what is no member of its kind, as the library throws; goes no further than
/// who parses the text.
[[noreturn]] inline void refuse_json(const std::string& why) {
  throw nlohmann::ordered_json::other_error::create(0, why, nullptr);
}

/// RFC 3339 to the nanosecond: generations and events are told apart by it.
inline std::string exact_rfc3339(engine_time time) {
  auto text = format_rfc3339(time);
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  char fraction[16];
  std::snprintf(
      fraction, sizeof fraction, ".%09lldZ", static_cast<long long>((time - second).count()));
  text.resize(text.find('.'));
  return text + fraction;
}

/// Reads such a time.
inline engine_time time_of(const nlohmann::ordered_json& text) {
  const auto time = parse_rfc3339(text.get<std::string>());
  if (!time)
    refuse_json("no time: " + text.dump());
  return *time;
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

/// Reads a member where it is there.
template <class T>
void get(const nlohmann::ordered_json& object, const char* key, T& value) {
  if (const auto found = object.find(key); found != object.end())
    found->get_to(value);
}

template <class T>
void get(const nlohmann::ordered_json& object, const char* key, std::optional<T>& value) {
  if (const auto found = object.find(key); found != object.end())
    value = found->template get<T>();
}

inline void
get(const nlohmann::ordered_json& object, const char* key, std::optional<engine_time>& value) {
  if (const auto found = object.find(key); found != object.end())
    value = time_of(*found);
}

} // namespace docker_monitor::model
