#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "model/time.hpp"
#include "net/tls_context.hpp"

#include <optional>
#include <string>

namespace docker_monitor::http {

using net::tls_context_ptr;

/// Reads the files. Returns null where no certificate is named. Fails with `bad_option` and a
/// message with option and file. Requires TLS 1.2 or newer. Where clients need a certificate, the
/// server's own is accepted, too: the owner of its key, such as the program's health check, is
/// trusted.
model::expected<tls_context_ptr> read_tls(const config::tls_files& files);

/// Returns when the served certificate expires, or the first of the authorities served with it;
/// none for plain HTTP.
std::optional<model::engine_time> expiry_of(const tls_context_ptr& identity);

/// Returns the problem at `now` of a certificate that expires within 30 days or has expired; else
/// empty.
std::string expiry_problem(model::engine_time expires, model::engine_time now);

/// Returns the files of the certificate and its key, named by their options.
net::identity_files identity_of(const config::tls_files& files);

/// Returns `bad_option` where a certificate has no key.
std::optional<model::failure> missing_key(const config::tls_files& files);

} // namespace docker_monitor::http
