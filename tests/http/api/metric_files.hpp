#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::http {

/// `openapi.json` with what the table of metrics says of the container object and of history in the
/// place of what it says itself.
std::string with_metrics(std::string_view openapi);

/// The source of the page that has the types of what is measured.
std::string page_types();

} // namespace docker_monitor::http
