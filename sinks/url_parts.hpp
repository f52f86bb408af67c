#pragma once

#include "sinks/webhook/http_options.hpp"

#include <boost/url/url_view.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The parts that URLs of several kinds have. Functions that return a text return the problem with
// the part, for the end of a sentence that begins with the URL; empty where there is none.

namespace docker_monitor::sinks {

/// Returns true for a name of a host, written in letters, digits, "-", "_" and ".", or an IP
/// address without brackets. A name does not end like an IPv4 address.
bool is_host(const std::string& text);

/// Sets the host, in lower case, and the port, which is `default_port` where the URL has none.
std::string take_address(
    const boost::urls::url_view& url, std::uint16_t default_port, std::string& host,
    std::uint16_t& port);

/// Returns the problem with user and password of a URL: no protocol takes control characters there.
std::string login_problem(const boost::urls::url_view& url);

/// Sets the login of an HTTP server: the token of a file, else user and password of the URL.
std::string take_authorization(
    const boost::urls::url_view& url, const std::optional<std::string>& token, http_options& http);

/// Adds a header of the form `Name:value`, which must not be one that the client sets.
std::string add_header(http_options& http, const std::string& text);

/// Returns true for a valid value of an HTTP header: printable ASCII, not empty.
bool is_header_value(std::string_view text);

/// Returns a URL for logs and the API: without user, password and query.
std::string display_http(const http_options& http, std::string_view path, bool with_port);

} // namespace docker_monitor::sinks
