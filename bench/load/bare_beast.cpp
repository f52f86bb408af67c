#include "bench/load/bare_beast.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>

#include <chrono>
#include <memory>
#include <utility>

#include <unistd.h>

namespace docker_monitor::bench {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

/// One connection.
class bare_session : public std::enable_shared_from_this<bare_session> {
 public:
  bare_session(tcp::socket socket, const canned_responses& responses)
      : stream_{std::move(socket)}, responses_{responses} {
    stream_.socket().set_option(tcp::no_delay{true});
  }

  void read() {
    request_ = {};
    stream_.expires_after(75s);
    beast::http::async_read(
        stream_, buffer_, request_,
        [self = shared_from_this()](const beast::error_code& error, std::size_t) {
          if (!error)
            self->answer();
        });
  }

 private:
  void answer() {
    const auto target = request_.target();
    const auto found = responses_.find(std::string_view{target.data(), target.size()});
    if (found == responses_.end())
      return; // the connection ends with the session
    stream_.expires_after(10s);
    asio::async_write(
        stream_, asio::buffer(found->second),
        [self = shared_from_this()](const beast::error_code& error, std::size_t) {
          if (!error)
            self->read();
        });
  }

  beast::tcp_stream stream_;
  const canned_responses& responses_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::empty_body> request_;
};

void accept(tcp::acceptor& acceptor, const canned_responses& responses) {
  acceptor.async_accept([&](const beast::error_code& error, tcp::socket socket) {
    if (!error)
      std::make_shared<bare_session>(std::move(socket), responses)->read();
    accept(acceptor, responses);
  });
}

} // namespace

void serve_bare_beast(const canned_responses& responses, int port_to) {
  asio::io_context io{1};
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  accept(acceptor, responses);
  const auto line = std::to_string(acceptor.local_endpoint().port()) + '\n';
  if (write(port_to, line.data(), line.size()) == static_cast<ssize_t>(line.size()))
    io.run();
}

} // namespace docker_monitor::bench
