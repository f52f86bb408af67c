#pragma once

#include "http/api/route_handler.hpp"

#include <string_view>

namespace docker_monitor::http {

/// The text of openapi.json, which describes every route: OpenAPI 3.1.
extern const std::string_view openapi_text;

/// `GET …/openapi.json`. The text is compressed at the first request for the gzip form.
response openapi(const query& query);

} // namespace docker_monitor::http
