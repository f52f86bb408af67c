#pragma once

#include "http/message/json_object.hpp"
#include "model/container/container.hpp"

#include <string>

namespace docker_monitor::http {

/// Appends to a container object, whose text is `out`, how the container is set up; an inspection
/// must have provided it. A list without entries is an empty array.
void append_configuration(std::string& out, json_object& o, const model::container& container);

} // namespace docker_monitor::http
