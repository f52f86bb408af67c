#include "net/stream.hpp"

#include "net/keepalive.hpp"
#include "net/lookup.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>

#include <netdb.h>
#include <sys/socket.h>

namespace docker_monitor::net {

namespace asio = boost::asio;

namespace {

/// Returns the error of Asio's resolver for this result.
boost::system::error_code error_of_lookup(const lookup_result& result) {
  switch (result.error) {
  case EAI_AGAIN:
    return asio::error::host_not_found_try_again;
  case EAI_SYSTEM:
    return {result.system_error, boost::system::system_category()};
  case EAI_MEMORY:
    return asio::error::no_memory;
  default:
    return asio::error::host_not_found;
  }
}

/// Returns why TLS does not trust the peer; empty where it does, or where the check is off.
std::string reason_of_distrust(SSL* native) {
  const auto verified = SSL_get_verify_result(native);
  if (SSL_get_verify_mode(native) == SSL_VERIFY_NONE || verified == X509_V_OK)
    return {};
  return X509_verify_cert_error_string(verified);
}

} // namespace

bool problem::is_timeout() const {
  return error == boost::beast::error::timeout || error == asio::error::timed_out;
}

bool problem::is_hang_up() const {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated
         || error == boost::beast::http::error::end_of_stream;
}

bool problem::is_cut_short() const {
  return error == boost::beast::http::error::partial_message;
}

asio::awaitable<std::optional<problem>>
stream::look_up(const address& where, time_point end, endpoints& found) {
  auto result = look_up_address(where);
  if (result.error != 0) {
    int descriptor = -1;
    const auto lookup = name_lookup::begin(where, descriptor);
    if (descriptor >= 0) {
      // The socket of the connection first waits for the result, so that `close` and the deadline
      // end this wait, too.
      error_code error;
      plain_.socket().assign(asio::generic::stream_protocol{AF_UNIX, 0}, descriptor, error);
      plain_.expires_at(end);
      char none = 0;
      auto [ended, count] = co_await plain_.async_read_some(asio::buffer(&none, 1), as_awaitable);
      if (ended != asio::error::eof)
        co_return problem{problem::stage::lookup, ended, {}};
      plain_.socket().close(error);
    }
    result = lookup->result();
  }
  if (result.error != 0)
    co_return problem{
        problem::stage::lookup, error_of_lookup(result), ::gai_strerror(result.error)};
  found = std::move(result.found);
  co_return std::nullopt;
}

asio::awaitable<boost::system::error_code>
stream::connect_to(const endpoints& found, time_point end) {
  error_code error = asio::error::host_not_found;
  auto untried = static_cast<int>(found.size());
  for (const auto& endpoint : found) {
    if (closed_)
      co_return asio::error::operation_aborted;
    plain_.expires_after((end - std::chrono::steady_clock::now()) / untried--);
    auto [failed] = co_await plain_.async_connect(endpoint, as_awaitable);
    error = failed;
    if (!error)
      break;
  }
  co_return error;
}

asio::awaitable<std::optional<problem>>
stream::shake_hands(const address& where, asio::ssl::context& tls, time_point end) {
  auto& top = tls_.emplace(plain_, tls);
  if (!is_ip_address(where.host)) // selects a server's certificate by name (SNI)
    SSL_set_tlsext_host_name(top.native_handle(), where.host.c_str());
  plain_.expires_at(end);
  auto [error] = co_await top.async_handshake(asio::ssl::stream_base::client, as_awaitable);
  if (error)
    co_return problem{problem::stage::handshake, error, reason_of_distrust(top.native_handle())};
  co_return std::nullopt;
}

asio::awaitable<std::optional<problem>>
stream::connect(address where, asio::ssl::context* tls, time_point end) {
  endpoints found;
  if (where.transport == address::kind::unix_socket) {
    found.emplace_back(asio::local::stream_protocol::endpoint{where.path});
  } else {
    auto unknown = co_await look_up(where, end, found);
    if (unknown)
      co_return unknown;
  }
  const auto error = co_await connect_to(found, end);
  if (error)
    co_return problem{problem::stage::connect, error, {}};
  if (where.transport != address::kind::unix_socket) {
    error_code ignored; // affects only latency
    plain_.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
    keep_alive(plain_.socket().native_handle());
  }
  if (tls == nullptr)
    co_return std::nullopt;
  co_return co_await shake_hands(where, *tls, end);
}

asio::awaitable<std::optional<problem>>
stream::begin_tls(address where, asio::ssl::context& tls, time_point end) {
  co_return co_await shake_hands(where, tls, end);
}

bool stream::is_stale() {
  error_code error;
  auto& socket = plain_.socket();
  socket.non_blocking(true, error);
  char none = 0;
  const auto byte = asio::buffer(&none, 1);
  // TLS messages without data (session tickets) do not matter.
  if (tls_)
    tls_->read_some(byte, error);
  else
    socket.read_some(byte, error);
  return error != asio::error::would_block;
}

void stream::close() {
  closed_ = true;
  plain_.close();
}

} // namespace docker_monitor::net
