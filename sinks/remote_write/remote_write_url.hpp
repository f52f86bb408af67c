#pragma once

#include "model/failure.hpp"
#include "sinks/secret_file.hpp"
#include "sinks/webhook/http_options.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::sinks {

/// A receiver of remote write as given in an option.
struct remote_write_url {
  http_options http;
  std::chrono::milliseconds interval{15'000}; ///< between two rounds of samples
  /// The limit of one request. A slower one counts as failed and is sent again.
  std::chrono::milliseconds timeout{10'000};
  std::string display_url; ///< for logs and the API, without user, password and query
  /// Identifies the receiver and its tenant: the address, the user and the headers, without
  /// password, token and times. Not to be shown: a header may have a secret.
  std::string key;
};

/// Parses `http(s)://user:password@host:port/path?interval=15s&timeout=10s&token-file=
/// &password-file=&header=Name:value`, and reads the files with secrets that it names. `header`
/// may be repeated; other query keys belong to the receiver. Left out: port 80, with TLS 443. Fails
/// with `bad_option`; the message names the URL without its secrets.
model::expected<remote_write_url>
parse_remote_write_url(std::string_view text, const secret_reader& read_secret = read_secret_file);

/// Parses the URLs of an option. Fails with `bad_option` for an invalid or repeated one.
model::expected<std::vector<remote_write_url>>
parse_remote_write_urls(const std::vector<std::string>& texts);

} // namespace docker_monitor::sinks
