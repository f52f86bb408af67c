#include "terminal/client/credentials.hpp"

#include "http/server/token_guard.hpp"
#include "http/tls/tls_identity.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

#include <utility>

namespace docker_monitor::terminal {

namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

model::expected<std::shared_ptr<ssl::context>>
make_tls(const address& where, bool is_ours, const config::tls_files& files) {
  auto made = std::make_shared<ssl::context>(ssl::context::tls_client);
  if (is_ours) {
    if (auto problem = http::believe_own_only(*made, files))
      return *std::move(problem);
  } else {
    error_code ignored; // without authorities the handshake fails and says so
    made->set_default_verify_paths(ignored);
    made->set_verify_callback(ssl::host_name_verification{where.endpoint.host});
    made->set_verify_mode(ssl::verify_peer);
  }
  // Of ours it is known whether it asks for one; not everybody may read its key.
  if (is_ours ? !files.client_ca.empty() : !files.certificate.empty())
    if (auto problem = http::show_certificate(*made, files))
      return *std::move(problem);
  return made;
}

} // namespace

model::expected<credentials> make_credentials(
    const address& where, bool is_ours, const config::options& options,
    const std::function<model::expected<std::string>(const std::string& path)>& read_file) {
  credentials made;
  auto tokens = http::read_tokens(options.token_file, read_file);
  if (!tokens)
    return tokens.error();
  if (!tokens->empty())
    made.token = std::move(tokens->front());
  if (where.endpoint.transport != engine::endpoint::kind::tls)
    return made;
  auto tls = make_tls(where, is_ours, options.tls);
  if (!tls)
    return tls.error();
  made.tls = *std::move(tls);
  made.own_only = is_ours;
  return made;
}

} // namespace docker_monitor::terminal
