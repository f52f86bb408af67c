#include "bench/load/bare_beast.hpp"

#include "bench/load/tls_files.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/ssl.hpp>

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

/// One connection, after the handshake if there is one.
template <class Stream>
class bare_session : public std::enable_shared_from_this<bare_session<Stream>> {
 public:
  template <class... Arguments>
  explicit bare_session(const canned_responses& responses, Arguments&&... arguments)
      : stream_{std::forward<Arguments>(arguments)...}, responses_{responses} {
    beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay{true});
  }

  void perform_handshake() {
    beast::get_lowest_layer(stream_).expires_after(5s);
    stream_.async_handshake(
        asio::ssl::stream_base::server,
        [self = this->shared_from_this()](const beast::error_code& error) {
          if (!error)
            self->read();
        });
  }

  void read() {
    request_ = {};
    beast::get_lowest_layer(stream_).expires_after(75s);
    beast::http::async_read(
        stream_, buffer_, request_,
        [self = this->shared_from_this()](const beast::error_code& error, std::size_t) {
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
    beast::get_lowest_layer(stream_).expires_after(10s);
    asio::async_write(
        stream_, asio::buffer(found->second),
        [self = this->shared_from_this()](const beast::error_code& error, std::size_t) {
          if (!error)
            self->read();
        });
  }

  Stream stream_;
  const canned_responses& responses_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::empty_body> request_;
};

template <class Begin>
void accept(tcp::acceptor& acceptor, const Begin& begin) {
  acceptor.async_accept([&](const beast::error_code& error, tcp::socket socket) {
    if (!error)
      begin(std::move(socket));
    accept(acceptor, begin);
  });
}

/// Starts a session for each client.
template <class Begin>
void serve_each(int port_to, const Begin& begin) {
  asio::io_context io{1};
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  accept(acceptor, begin);
  const auto line = std::to_string(acceptor.local_endpoint().port()) + '\n';
  if (write(port_to, line.data(), line.size()) == static_cast<ssize_t>(line.size()))
    io.run();
}

} // namespace

void serve_bare_beast(const canned_responses& responses, int port_to) {
  serve_each(port_to, [&](tcp::socket socket) {
    std::make_shared<bare_session<beast::tcp_stream>>(responses, std::move(socket))->read();
  });
}

void serve_bare_beast_tls(const canned_responses& responses, const tls_files& files, int port_to) {
  asio::ssl::context context{asio::ssl::context::tls_server};
  context.use_certificate_chain_file(files.certificate());
  context.use_private_key_file(files.key(), asio::ssl::context::pem);
  serve_each(port_to, [&](tcp::socket socket) {
    using stream = beast::ssl_stream<beast::tcp_stream>;
    std::make_shared<bare_session<stream>>(responses, std::move(socket), context)
        ->perform_handshake();
  });
}

} // namespace docker_monitor::bench
