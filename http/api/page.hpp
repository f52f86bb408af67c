#pragma once

#include "http/api/route_handler.hpp"

#include <string_view>

namespace docker_monitor::http {

/// The web page: one HTML document that asks for nothing but our API. Bundled from web.
extern const std::string_view page_text;

/// The same in gzip form.
extern const std::string_view page_gzip;

/// The value of its Content-Security-Policy field, which has the hashes of its script and style.
extern const std::string_view page_policy;

/// `GET /`.
response page(const query& query);

} // namespace docker_monitor::http
