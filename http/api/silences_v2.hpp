#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// 200 with `{"silences":[…]}`, ordered by their end.
response list_silences_v2(const query& q);

} // namespace docker_monitor::http
