#include "http/tls_connection.hpp"

#include "http/http_date.hpp"
#include "http/response.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

namespace docker_monitor::http {

namespace asio = boost::asio;

tls_connection::tls_connection(
    tls_terminator& terminator, tls_terminator::socket connected, std::optional<ip_address> peer,
    tls_context_ptr identity)
    : terminator_(terminator), identity_(std::move(identity)),
      client_(std::move(connected), *identity_), plain_(client_.get_executor()), peer_(peer) {}

void tls_connection::start(tls_terminator::place place) {
  place_ = place;
  deadline_ = terminator_.now() + terminator_.limits().handshake;
  error_code ignored; // slower without, but right
  client_.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  client_.async_handshake(
      asio::ssl::stream_base::server,
      [self = shared_from_this()](const error_code& error) { self->shaken(error); });
}

void tls_connection::close() {
  if (!std::exchange(open_, false))
    return;
  error_code ignored;
  client_.next_layer().close(ignored);
  plain_.close(ignored);
  terminator_.remove(place_, doing_);
}

void tls_connection::enter(phase doing) {
  terminator_.move(place_, std::exchange(doing_, doing), doing);
}

void tls_connection::shaken(const error_code& error) {
  if (!open_)
    return;
  if (error.category() == asio::error::get_ssl_category()
      && ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST)
    return answer_plain_http();
  if (error)
    return close();
  asio::local::stream_protocol::socket theirs{client_.get_executor()};
  error_code problem;
  asio::local::connect_pair(plain_, theirs, problem);
  if (problem) // no descriptor is free
    return close();
  deadline_ = time_point::max();
  enter(phase::open);
  read_client();
  read_answer();
  terminator_.limits().admit(std::move(theirs), peer_);
}

void tls_connection::read_client() {
  client_.async_read_some(
      asio::buffer(asked_),
      [self = shared_from_this()](const error_code& error, std::size_t count) {
        if (!self->open_)
          return;
        if (error) {
          error_code ignored; // whoever is to hear of it may be gone
          self->plain_.shutdown(asio::socket_base::shutdown_send, ignored);
          return;
        }
        // Once nobody listens, what more is asked is dropped, so that the answer's end arrives.
        asio::async_write(
            self->plain_, asio::buffer(self->asked_, count),
            [self](const error_code&, std::size_t) {
              if (self->open_)
                self->read_client();
            });
      });
}

void tls_connection::read_answer() {
  plain_.async_read_some(
      asio::buffer(answer_),
      [self = shared_from_this()](const error_code& error, std::size_t count) {
        if (!self->open_)
          return;
        if (error)
          return self->say_goodbye();
        self->deadline_ = self->terminator_.now() + self->terminator_.limits().writing;
        asio::async_write(
            self->client_, asio::buffer(self->answer_, count),
            [self](const error_code& failure, std::size_t) {
              if (!self->open_)
                return;
              if (failure)
                return self->close();
              self->deadline_ = time_point::max();
              self->read_answer();
            });
      });
}

/// Nothing more is to be said: a goodbye, or the client could not tell it from an answer cut short
/// (RFC 8446, 6.1), and a moment for its own.
void tls_connection::say_goodbye() {
  enter(phase::closing);
  deadline_ = terminator_.now() + terminator_.limits().closing;
  client_.async_shutdown([self = shared_from_this()](const error_code&) { self->close(); });
}

/// People forget the s of https.
void tls_connection::answer_plain_http() {
  const auto reply = error_response(400, "this port speaks TLS: ask https://");
  auto text = std::make_shared<std::string>();
  const auto date = http_date(std::chrono::system_clock::now());
  append_head(*text, reply, {.close = true, .date = date});
  *text += *reply.body;
  enter(phase::closing);
  deadline_ = terminator_.now() + terminator_.limits().closing;
  asio::async_write(
      client_.next_layer(), asio::buffer(*text),
      [self = shared_from_this(), text](const error_code& error, std::size_t) {
        if (error)
          return self->close();
        error_code ignored; // then reading fails, too
        self->client_.next_layer().shutdown(asio::socket_base::shutdown_send, ignored);
        self->drop_plain_http();
      });
}

/// Reads until the client has read its answer and goes.
void tls_connection::drop_plain_http() {
  client_.next_layer().async_read_some(
      asio::buffer(asked_), [self = shared_from_this()](const error_code& error, std::size_t) {
        if (error)
          return self->close();
        self->drop_plain_http();
      });
}

} // namespace docker_monitor::http
