#pragma once

#include "http/message/member_selection.hpp"
#include "http/message/request.hpp"
#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Returns the members of a container object that can be selected, in the order of the object.
/// Inner members have paths; a label is `labels.` and its key.
std::span<const std::string_view> container_fields();

/// The members that the object of one container has besides.
std::span<const std::string_view> configuration_fields();

/// The place of a container object.
enum class container_object : std::uint8_t {
  of_list, ///< in a list or in the stream
  alone,   ///< the answer of its own route, with the members of its configuration
};

/// Reads the selected members from `fields=name,cpu.percent,network`. Selects all members without
/// the parameter, and the union where it is repeated. A group selects all its members, and a path
/// into an array the member of each element. Fails with a sentence for the client that names the
/// unknown member, or the label that is not among the `shown` ones.
model::expected<member_selection> choose_fields(
    const request& request, std::span<const std::string> shown,
    container_object object = container_object::of_list);

} // namespace docker_monitor::http
