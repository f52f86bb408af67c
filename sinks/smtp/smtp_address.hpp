#pragma once

#include "sinks/smtp/smtp_options.hpp"

#include <boost/url/url_view.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Returns true for `name@domain` in ASCII, without quotes (RFC 5321 `Dot-string "@" Domain`), of
/// at most 254 bytes. Nothing in it can end a command or a header field.
bool is_mail_address(std::string_view text);

/// Completes the options of a URL whose parts are set: the sender is the user where none is named.
/// Returns the problem with them, or an empty text.
std::string complete_smtp(smtp_options& smtp);

/// Returns the URL as it may be shown: with the recipients, without user and password.
std::string display_smtp(const smtp_options& smtp);

/// Counts the "@" in the addresses of a URL's query; 0 for URLs of other kinds.
std::ptrdiff_t count_address_signs(const boost::urls::url_view& url);

/// Returns a part of a URL without its query from the first address on, whose "@" is no end of a
/// login.
std::string_view before_addresses(std::string_view text);

} // namespace docker_monitor::sinks
