#pragma once

#include "http/message/member_selection.hpp"
#include "http/message/request.hpp"
#include "model/failure.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The members of a container object that can be asked for, inner ones by their paths, in the order
/// they are shown. A label is asked for by `labels.` and its key.
std::span<const std::string_view> container_fields();

/// Which members of container objects a request asks for by `fields=name,cpu.percent,network`; all
/// without it, and those of all where it is there several times. Groups stand for all that is in
/// them, and what is in an array for that of each element. Fails with a sentence for the client
/// that names what is no member, or a label that is not among the `shown` ones.
model::expected<member_selection>
choose_fields(const request& request, std::span<const std::string> shown);

} // namespace docker_monitor::http
