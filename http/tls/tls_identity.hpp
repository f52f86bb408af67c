#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "model/time.hpp"
#include "net/tls_context.hpp"

#include <optional>
#include <string>

namespace docker_monitor::http {

using net::tls_context_ptr;

/// Reads the files; null where no certificate is named. Fails with `bad_option`, naming option and
/// file. TLS 1.2 or newer is spoken. Where clients need a certificate, our own is good, too: who
/// has its key may as well be us, such as our health check.
model::expected<tls_context_ptr> read_tls(const config::tls_files& files);

/// When the certificate that is shown expires; none for plain HTTP.
std::optional<model::engine_time> expiry_of(const tls_context_ptr& identity);

/// What is wrong at `now` with a certificate that expires then: from 30 days ahead on. Else empty.
std::string expiry_problem(model::engine_time expires, model::engine_time now);

/// The files of our certificate and its key, named by their options.
net::identity_files identity_of(const config::tls_files& files);

/// `bad_option` where a certificate has no key beside it.
std::optional<model::failure> missing_key(const config::tls_files& files);

} // namespace docker_monitor::http
