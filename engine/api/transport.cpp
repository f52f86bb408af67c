#include "engine/api/transport.hpp"

#include "config/file_text.hpp"
#include "net/keepalive.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>

#include <cstdlib>

namespace docker_monitor::engine {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

model::failure fail(model::failure_code code, const endpoint& where, const std::string& why) {
  return {code, "cannot connect to " + where.url() + ": " + why};
}

asio::awaitable<error_code> connect_unix(transport& to, const endpoint& where) {
  const asio::local::stream_protocol::endpoint address{where.path};
  auto [error] = co_await to.plain().async_connect(address, as_awaitable);
  co_return error;
}

asio::awaitable<error_code>
connect_tcp(transport& to, const endpoint& where, std::chrono::milliseconds deadline) {
  asio::ip::tcp::resolver resolver{co_await asio::this_coro::executor};
  auto [error, found] = co_await resolver.async_resolve(where.host, where.port, as_awaitable);
  if (error)
    co_return error;
  for (const auto& entry : found) {
    to.plain().expires_after(deadline);
    auto [failed] = co_await to.plain().async_connect(entry.endpoint(), as_awaitable);
    error = failed;
    if (!error) {
      error_code ignored; // latency only
      to.plain().socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
      net::keep_alive(to.plain().socket().native_handle());
      break;
    }
  }
  co_return error;
}

/// Tells a server of several names which one is meant.
void name_peer(transport::tls_stream& stream, const std::string& host) {
  error_code not_literal;
  asio::ip::make_address(host, not_literal);
  if (not_literal)
    SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
}

} // namespace

model::failure describe(const endpoint& where, const error_code& error) {
  namespace beast = boost::beast;
  using model::failure_code;
  const bool local = where.transport == endpoint::kind::unix_socket;
  if (error == beast::error::timeout || error == asio::error::timed_out)
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

model::expected<std::shared_ptr<asio::ssl::context>> make_tls_context(const endpoint& where) {
  if (where.transport != endpoint::kind::tls)
    return std::shared_ptr<asio::ssl::context>{};
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  std::string directory = where.cert_path;
  if (directory.empty())
    if (const char* home = std::getenv("HOME"))
      directory = std::string{home} + "/.docker";
  const auto bad = [](const std::string& file, const error_code& error) {
    return model::failure{
        model::failure_code::bad_option,
        "cannot use " + file + ": " + error.message() + "; check DOCKER_CERT_PATH"};
  };
  for (const auto* name : {"/ca.pem", "/cert.pem", "/key.pem"})
    if (const auto problem = config::pipe_problem(directory + name))
      return model::failure{
          model::failure_code::bad_option,
          "cannot use " + directory + name + ": " + problem->message + "; check DOCKER_CERT_PATH"};
  error_code error;
  if (where.verify_peer) {
    const auto file = directory + "/ca.pem";
    context->load_verify_file(file, error);
    if (error)
      return bad(file, error);
    context->set_verify_mode(asio::ssl::verify_peer);
    context->set_verify_callback(asio::ssl::host_name_verification{where.host});
  }
  const auto certificate = directory + "/cert.pem";
  const auto key = directory + "/key.pem";
  context->use_certificate_chain_file(certificate, error);
  if (error)
    return bad(certificate, error);
  context->use_private_key_file(key, asio::ssl::context::pem, error);
  if (error)
    return bad(key, error);
  return context;
}

asio::awaitable<model::expected<std::unique_ptr<transport>>> connect(
    endpoint where, std::shared_ptr<asio::ssl::context> tls, std::chrono::milliseconds deadline,
    error_words words) {
  auto to = std::make_unique<transport>(co_await asio::this_coro::executor);
  to->plain().expires_after(deadline);
  error_code error;
  if (where.transport == endpoint::kind::unix_socket)
    error = co_await connect_unix(*to, where);
  else
    error = co_await connect_tcp(*to, where, deadline);
  if (!error && tls) {
    auto& stream = to->start_tls(*tls);
    name_peer(stream, where.host);
    auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::client, as_awaitable);
    error = failed;
  }
  if (error)
    co_return words(where, error);
  co_return to;
}

} // namespace docker_monitor::engine
