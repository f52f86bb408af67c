#include "app/healthcheck.hpp"

#include "http/tls/tls_identity.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <string>

namespace docker_monitor::app {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// The certificate is shown where it can be read: a server that asks for none is well without.
asio::ssl::context showing(const config::tls_files& files) {
  asio::ssl::context made{asio::ssl::context::tls_client};
  if (!files.certificate.empty())
    static_cast<void>(http::show_certificate(made, files));
  return made;
}

/// One question and the first line of its answer.
class question {
 public:
  question(asio::io_context& io, const config::tls_files& tls)
      : io_(io), speaks_tls_(!tls.certificate.empty()), tls_(showing(tls)), stream_(io, tls_) {}

  void ask(const http::listen_address& address) {
    if (!address.unix_path.empty()) {
      speaks_tls_ = false;
      connect(asio::local::stream_protocol::endpoint{address.unix_path});
      return;
    }
    const bool wildcard = address.host.empty() || address.host == "0.0.0.0" || address.host == "*";
    const std::string host = wildcard ? "127.0.0.1" : address.host == "::" ? "::1" : address.host;
    asio::ip::tcp::resolver resolver{io_};
    error_code error;
    const auto found = resolver.resolve(host, std::to_string(address.port), error);
    if (error || found.empty()) {
      problem = "cannot resolve " + host + ": " + error.message();
      return;
    }
    connect(found.begin()->endpoint());
  }

  std::string problem;
  bool healthy = false;
  std::string status_line;

 private:
  using socket = asio::generic::stream_protocol::socket;

  void connect(const asio::generic::stream_protocol::endpoint& where) {
    stream_.next_layer().async_connect(where, [this](const error_code& e) { connected(e); });
  }

  void connected(const error_code& error) {
    if (error) {
      problem = "cannot connect: " + error.message();
      return;
    }
    if (!speaks_tls_)
      return ask_on(stream_.next_layer());
    stream_.async_handshake(asio::ssl::stream_base::client, [this](const error_code& e) {
      healthy = http::is_refusal_of_certificate(e); // by TLS 1.2; by 1.3 it comes with the answer
      if (e)
        problem = "no TLS: " + e.message();
      else
        ask_on(stream_);
    });
  }

  template <class Stream>
  void ask_on(Stream& stream) {
    asio::async_write(
        stream, asio::buffer(request_), [this, &stream](const error_code& e, std::size_t) {
          healthy = http::is_refusal_of_certificate(e);
          if (e)
            problem = "cannot ask: " + e.message();
          else
            read_on(stream);
        });
  }

  template <class Stream>
  void read_on(Stream& stream) {
    asio::async_read_until(
        stream, asio::dynamic_buffer(status_line, 65536), "\r\n",
        [this](const error_code& e, std::size_t length) { answered(e, length); });
  }

  void answered(const error_code& error, std::size_t length) {
    healthy = http::is_refusal_of_certificate(error);
    if (error) {
      problem = "no answer: " + error.message();
      return;
    }
    status_line.resize(length - 2);
    healthy = status_line.starts_with("HTTP/1.1 200 ");
    if (!healthy)
      problem = "it answered " + status_line;
  }

  asio::io_context& io_;
  bool speaks_tls_;
  asio::ssl::context tls_;
  asio::ssl::stream<socket> stream_;
  std::string request_ = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
};

} // namespace

model::expected<bool> check_health(
    const http::listen_address& address, const config::tls_files& tls,
    std::chrono::seconds deadline) {
  asio::io_context io;
  question q{io, tls};
  q.problem = "no answer in time";
  q.ask(address);
  io.run_for(deadline);
  if (q.healthy)
    return true;
  return model::failure{
      model::failure_code::refused, to_string(address) + " is not healthy: " + q.problem};
}

} // namespace docker_monitor::app
