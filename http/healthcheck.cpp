#include "http/healthcheck.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <string>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// One question and the first line of its answer.
class question {
 public:
  explicit question(asio::io_context& io) : io_(io), socket_(io) {}

  void ask(const listen_address& address) {
    if (!address.unix_path.empty()) {
      socket_.async_connect(
          asio::local::stream_protocol::endpoint{address.unix_path},
          [this](const error_code& e) { connected(e); });
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
    socket_.async_connect(
        asio::generic::stream_protocol::endpoint{found.begin()->endpoint()},
        [this](const error_code& e) { connected(e); });
  }

  std::string problem;
  bool healthy = false;
  std::string status_line;

 private:
  void connected(const error_code& error) {
    if (error) {
      problem = "cannot connect: " + error.message();
      return;
    }
    asio::async_write(
        socket_, asio::buffer(request_), [this](const error_code& e, std::size_t) { sent(e); });
  }

  void sent(const error_code& error) {
    if (error) {
      problem = "cannot ask: " + error.message();
      return;
    }
    asio::async_read_until(
        socket_, asio::dynamic_buffer(status_line, 65536), "\r\n",
        [this](const error_code& e, std::size_t length) { answered(e, length); });
  }

  void answered(const error_code& error, std::size_t length) {
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
  asio::generic::stream_protocol::socket socket_;
  std::string request_ = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
};

} // namespace

model::expected<bool> check_health(const listen_address& address, std::chrono::seconds deadline) {
  asio::io_context io;
  question q{io};
  q.problem = "no answer in time";
  q.ask(address);
  io.run_for(deadline);
  if (q.healthy)
    return true;
  return model::failure{
      model::failure_code::refused, to_string(address) + " is not healthy: " + q.problem};
}

} // namespace docker_monitor::http
