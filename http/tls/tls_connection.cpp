#include "http/tls/tls_connection.hpp"

#include "http/message/http_date.hpp"
#include "http/message/response.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace docker_monitor::http {

namespace asio = boost::asio;

namespace {

/// What the kernel keeps of what it can't send yet. More, and a client that reads nothing would be
/// noticed late.
constexpr int kernel_bytes = 128 * 1024;

} // namespace

tls_connection::tls_connection(
    tls_terminator& terminator, tls_terminator::socket connected, std::optional<ip_address> peer,
    tls_context_ptr identity)
    : terminator_(terminator), identity_(std::move(identity)), socket_(std::move(connected)),
      plain_(socket_.get_executor()), peer_(peer) {}

void tls_connection::start(tls_terminator::place place) {
  place_ = place;
  deadline_ = terminator_.now() + terminator_.limits().handshake;
  socket_.async_wait(
      asio::socket_base::wait_read, [self = shared_from_this()](const error_code& error) {
        if (!self->open_)
          return;
        if (error)
          return self->close();
        self->shake();
      });
}

void tls_connection::close() {
  if (!std::exchange(open_, false))
    return;
  error_code ignored;
  tcp().close(ignored);
  plain_.close(ignored);
  terminator_.remove(place_, doing_);
}

void tls_connection::expire() {
  if (writing_) {
    // The kernel would go on offering what is queued to a client that does not read it.
    error_code ignored;
    tcp().set_option(asio::socket_base::linger(true, 0), ignored);
  }
  close();
}

void tls_connection::enter(phase doing) {
  terminator_.move(place_, std::exchange(doing_, doing), doing);
}

void tls_connection::shake() {
  client_.emplace(std::move(socket_), *identity_);
  error_code ignored; // slower without, but right
  tcp().set_option(asio::ip::tcp::no_delay(true), ignored);
  ::setsockopt(
      tcp().native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kernel_bytes, sizeof kernel_bytes);
  client_->async_handshake(
      asio::ssl::stream_base::server,
      [self = shared_from_this()](const error_code& error) { self->shaken(error); });
}

void tls_connection::shaken(const error_code& error) {
  if (!open_)
    return;
  blocks_ = std::make_unique<blocks>();
  if (error.category() == asio::error::get_ssl_category()
      && ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST)
    return answer_plain_http();
  if (error)
    return close();
  asio::local::stream_protocol::socket theirs{plain_.get_executor()};
  error_code problem;
  asio::local::connect_pair(plain_, theirs, problem);
  if (problem) // no descriptor is free
    return close();
  deadline_ = time_point::max();
  enter(phase::open);
  read_client();
  read_answer();
  watch_session();
  terminator_.limits().admit(std::move(theirs), peer_);
}

void tls_connection::read_client() {
  client_->async_read_some(
      asio::buffer(blocks_->asked),
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
            self->plain_, asio::buffer(self->blocks_->asked, count),
            [self](const error_code&, std::size_t) {
              if (self->open_)
                self->read_client();
            });
      });
}

void tls_connection::read_answer() {
  plain_.async_read_some(
      asio::buffer(blocks_->answer),
      [self = shared_from_this()](const error_code& error, std::size_t count) {
        if (!self->open_)
          return;
        if (error)
          return self->say_goodbye();
        if (self->doing_ == phase::open)
          self->deadline_ = self->terminator_.now() + self->terminator_.limits().writing;
        self->writing_ = true;
        asio::async_write(
            *self->client_, asio::buffer(self->blocks_->answer, count),
            [self](const error_code& failure, std::size_t) {
              if (!self->open_)
                return;
              if (failure)
                return self->close();
              self->writing_ = false;
              if (self->doing_ == phase::open)
                self->deadline_ = time_point::max();
              self->read_answer();
            });
      });
}

/// Notes when the session closes its end: what it has said before is still on its way, but nobody
/// else sees to it that it gets anywhere.
void tls_connection::watch_session() {
  plain_.async_wait(
      asio::socket_base::wait_error, [self = shared_from_this()](const error_code& error) {
        if (error || !self->open_ || self->doing_ != phase::open)
          return;
        self->enter(phase::closing);
        self->deadline_ = self->terminator_.now() + self->terminator_.limits().writing;
      });
}

/// Nothing more is to be said: a goodbye, or the client could not tell it from an answer cut short
/// (RFC 8446, 6.1), and a moment for its own.
void tls_connection::say_goodbye() {
  if (doing_ == phase::open)
    enter(phase::closing);
  deadline_ = terminator_.now() + terminator_.limits().closing;
  client_->async_shutdown([self = shared_from_this()](const error_code& error) {
    if (!self->open_)
      return;
    if (error.category() != asio::error::get_ssl_category())
      return self->close();
    // It says something else. Unread, that would be answered with a reset, and the client might
    // never see the answer.
    error_code ignored; // then reading fails, too
    self->tcp().shutdown(asio::socket_base::shutdown_send, ignored);
    self->drain();
  });
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
      tcp(), asio::buffer(*text),
      [self = shared_from_this(), text](const error_code& error, std::size_t) {
        if (!self->open_)
          return;
        if (error)
          return self->close();
        error_code ignored; // then reading fails, too
        self->tcp().shutdown(asio::socket_base::shutdown_send, ignored);
        self->drain();
      });
}

/// Reads until the client has read its answer and goes.
void tls_connection::drain() {
  tcp().async_read_some(
      asio::buffer(blocks_->answer),
      [self = shared_from_this()](const error_code& error, std::size_t) {
        if (!self->open_)
          return;
        if (error)
          return self->close();
        self->drain();
      });
}

} // namespace docker_monitor::http
