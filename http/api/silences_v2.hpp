#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// 200 with `{"silences":[…]}`, those that end first first.
response list_silences_v2(const query& q);

} // namespace docker_monitor::http
