#pragma once

#include "http/api/endpoint.hpp"

namespace docker_monitor::http {

/// 200 with `{"silences":[…]}`, those that end first first.
response list_silences_v2(const question& q);

} // namespace docker_monitor::http
