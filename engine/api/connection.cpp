#include "engine/api/connection.hpp"

#include "engine/api/engine_json.hpp"
#include "net/tls_context.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::engine {

namespace asio = boost::asio;

namespace {

model::failure fail(model::failure_code code, const endpoint& where, const std::string& why) {
  return {code, "cannot connect to " + where.url() + ": " + why};
}

model::expected<net::tls_context_ptr> make_tls_context(const endpoint& where) {
  if (where.transport != endpoint::kind::tls)
    return net::tls_context_ptr{};
  std::string directory = where.cert_path;
  if (directory.empty())
    if (const char* home = std::getenv("HOME"))
      directory = std::string{home} + "/.docker";
  const auto file = [&directory](std::string_view name) {
    const auto path = directory + std::string{name};
    return net::pem_file{path, "cannot use " + path};
  };
  net::client_tls wanted;
  wanted.trust = where.verify_peer ? net::trust::authorities_of_file : net::trust::everyone;
  wanted.host = where.host;
  wanted.authorities = file("/ca.pem");
  wanted.identity = {file("/cert.pem"), file("/key.pem")};
  wanted.shows_identity = true;
  auto made = net::make_client_tls(wanted);
  if (!made)
    return model::failure{made.error().code, made.error().message + "; check DOCKER_CERT_PATH"};
  return made;
}

} // namespace

model::expected<net::client_options> client_options_for(const endpoint& where) {
  auto tls = make_tls_context(where);
  if (!tls)
    return tls.error();
  return net::client_options{
      .where = where, .tls = *std::move(tls), .words = [where](const net::problem& what) {
        return describe(where, what);
      }};
}

model::failure describe(const endpoint& where, const net::problem& what) {
  using model::failure_code;
  const auto& error = what.error;
  const bool local = where.transport == endpoint::kind::unix_socket;
  if (what.at == net::problem::stage::answer)
    return {
        failure_code::malformed,
        "the answer of " + where.url() + " is no HTTP we can read: " + error.message()};
  if (what.is_timeout())
    return fail(failure_code::timeout, where, "no answer in time; is the engine stopped or busy?");
  if (error == boost::system::errc::permission_denied)
    return fail(
        failure_code::permission, where,
        "permission denied; add the user to the group that owns the socket (usually docker) or run "
        "as root");
  if (error == boost::system::errc::no_such_file_or_directory)
    return fail(
        failure_code::unreachable, where,
        "no such socket; start the engine, mount its socket into the container, or name another "
        "with --docker-host");
  if (error == asio::error::connection_refused)
    return fail(
        failure_code::unreachable, where,
        local ? "nobody listens on the socket; start the engine"
              : "connection refused; start the engine or name another with --docker-host");
  if (error == asio::error::host_not_found || error == asio::error::host_not_found_try_again)
    return fail(failure_code::unreachable, where, "unknown host; check --docker-host");
  if (error.category() == asio::error::get_ssl_category())
    return fail(
        failure_code::permission, where,
        "TLS: " + error.message() + "; check DOCKER_TLS_VERIFY and the files in DOCKER_CERT_PATH");
  return {
      failure_code::disconnected,
      "the connection to " + where.url() + " broke: " + error.message()};
}

model::failure
refusal(const endpoint& where, const std::string& target, const net::answer& answer) {
  using model::failure_code;
  constexpr unsigned bad_request = 400;
  constexpr unsigned not_found = 404;
  const auto message = parse_error(answer.body);
  if (answer.status == not_found)
    return {failure_code::not_found, message};
  if (answer.status == bad_request
      && (message.find("is too old") != std::string::npos
          || message.find("is too new") != std::string::npos))
    return {failure_code::version_refused, where.url() + ": " + message};
  return {
      failure_code::refused, "GET " + target + " of " + where.url() + " answered "
                                 + std::to_string(answer.status) + ": " + message};
}

} // namespace docker_monitor::engine
