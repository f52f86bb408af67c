#pragma once

#include "config/options.hpp"
#include "model/failure.hpp"
#include "model/time.hpp"

#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <string>

namespace boost::asio::ssl {
class context;
} // namespace boost::asio::ssl

namespace docker_monitor::http {

/// What TLS needs to know: who we are, and whom we let in.
using tls_context_ptr = std::shared_ptr<boost::asio::ssl::context>;

/// Reads the files; null where no certificate is named. Fails with `bad_option`, naming option and
/// file. TLS 1.2 or newer is spoken. Where clients need a certificate, our own is good, too: who
/// has its key may as well be us, such as our health check.
model::expected<tls_context_ptr> read_tls(const config::tls_files& files);

/// When the certificate that is shown expires; none for plain HTTP.
std::optional<model::engine_time> expiry_of(const tls_context_ptr& identity);

/// What is wrong at `now` with a certificate that expires then: from 30 days ahead on. Else empty.
std::string expiry_problem(model::engine_time expires, model::engine_time now);

/// Has a context show the certificate of the files. Fails likewise, also for a key that is
/// encrypted.
std::optional<model::failure>
show_certificate(boost::asio::ssl::context& with, const config::tls_files& files);

/// True where the other side has told us that our certificate does not suit it, or is missing
/// (RFC 8446, 6.2).
bool is_refusal_of_certificate(const boost::system::error_code& error);

/// Has a context of a client believe only whoever shows the certificate of the files, for whatever
/// name it is. Fails likewise.
std::optional<model::failure>
believe_own_only(boost::asio::ssl::context& with, const config::tls_files& files);

} // namespace docker_monitor::http
