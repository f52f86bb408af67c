#pragma once

#include <boost/url/param.hpp>

#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Returns the part of a sink's URL that may be shown even if parsing fails. Leaves out everything
/// up to the last `@`, which includes passwords with unescaped special characters; a "port" that is
/// not a number (in `amqp://user:password` without a host it is a password); and for HTTP
/// everything after the first segment of the path, as the URL of a chat's webhook is a secret.
std::string without_secrets(std::string_view given);

/// Returns true for a text without control characters, direction marks and bytes that are not
/// UTF-8.
bool is_clean_text(std::string_view text);

/// Appends a parameter, as it is encoded, to a query that begins with "?" unless it is empty.
void append_parameter(std::string& query, const boost::urls::param_pct_view& parameter);

/// Returns a path with an ellipsis in place of everything after its first segment. A first segment
/// of more than 20 characters is left out too: it may be a token.
std::string first_segment(std::string_view path);

} // namespace docker_monitor::sinks
