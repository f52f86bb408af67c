#pragma once

// For source files only: it includes simdjson.

#include "fleet/host_message.hpp"
#include "model/failure.hpp"
#include "model/time.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::fleet {

/// Returns a member of an object; none, or empty, if it is absent or of another type.
std::optional<std::uint64_t> integer_of(const simdjson::dom::object& object, std::string_view key);
std::optional<double> number_of(const simdjson::dom::object& object, std::string_view key);
std::optional<model::engine_time>
time_of(const simdjson::dom::object& object, std::string_view key);
std::string text_of(const simdjson::dom::object& object, std::string_view key);
std::optional<simdjson::dom::object>
object_of(const simdjson::dom::object& object, std::string_view key);

/// Reads a container object of the API; without `with_facts` only its id and its sample. Rates and
/// percentages are those of the host. Fails with `malformed` for an object without id, name or
/// status.
model::expected<host_container>
read_container(const simdjson::dom::object& object, const message_origin& origin, bool with_facts);

} // namespace docker_monitor::fleet
