#include "terminal/client/credentials.hpp"

#include "http/server/token_guard.hpp"
#include "http/tls/tls_identity.hpp"

#include <utility>

namespace docker_monitor::terminal {

namespace {

model::expected<net::tls_context_ptr>
make_tls(const address& where, bool is_ours, const config::tls_files& files) {
  net::client_tls wanted;
  wanted.trust = is_ours ? net::trust::own_certificate : net::trust::system_authorities;
  wanted.host = where.endpoint.host;
  wanted.identity = http::identity_of(files);
  // The options show whether the own instance requires a certificate. The user may be unable to
  // read its key.
  wanted.shows_identity = is_ours ? !files.client_ca.empty() : !files.certificate.empty();
  if (wanted.shows_identity)
    if (auto problem = http::missing_key(files))
      return *std::move(problem);
  return net::make_client_tls(wanted);
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
  if (where.endpoint.transport != net::address::kind::tls)
    return made;
  auto tls = make_tls(where, is_ours, options.tls);
  if (!tls)
    return tls.error();
  made.tls = *std::move(tls);
  made.own_only = is_ours;
  return made;
}

} // namespace docker_monitor::terminal
