#pragma once

#include "http/api/route_handler.hpp"

#include <string_view>

namespace docker_monitor::http {

/// The web page: one HTML document that requests nothing but the program's API. Bundled from web.
extern const std::string_view page_text;

/// The web page in gzip form.
extern const std::string_view page_gzip;

/// The value of the Content-Security-Policy field, with the hashes of the page's script and style.
extern const std::string_view page_policy;

/// `GET /`.
response page(const query& query);

} // namespace docker_monitor::http
