#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// `text` in gzip form, at the fastest level: it is done on the thread that serves everyone. None
/// where memory is short.
std::optional<std::string> gzip(std::string_view text);

/// True where the value of an Accept-Encoding field lets us answer with gzip.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace docker_monitor::http
