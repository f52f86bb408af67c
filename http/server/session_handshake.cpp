// The TLS handshake of a session.

#include "http/server/session.hpp"

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// The answer to a client that uses http instead of https.
constexpr rejection speaks_tls{400, "this port speaks TLS: ask https://"};

} // namespace

void session::await_handshake() {
  client_.tcp().async_wait(
      client_.handshake_waits_for(), [self = shared_from_this()](const error_code& error) {
        if (!self->open_)
          return;
        if (error)
          return self->close();
        self->perform_handshake();
      });
}

void session::perform_handshake() {
  const auto error = client_.perform_handshake();
  if (error == asio::error::would_block)
    return await_handshake();
  finish_handshake(error);
}

/// Continues as an ordinary connection, if there is room or room can be made.
void session::finish_handshake(const error_code& error) {
  const bool plain = is_plain_http(error);
  if (error && !plain)
    return is_refused_certificate(error) ? refuse_certificate() : close();
  if (plain)
    client_.become_plain();
  if (!core_->make_room(peer_))
    return reject(plain ? speaks_tls : no_room);
  const auto now = core_->now();
  core_->enter(place_, phase::reading, now);
  if (plain)
    return refuse_and_close(speaks_tls, now);
  read();
}

/// Refuses a certificate. A client of TLS 1.3 may already have sent its first request; closing
/// would make the kernel answer it with a reset, and the client might lose the alert with the
/// reason (RFC 8446, 6.2). So the connection stays among the handshakes until the client closes it
/// or the time limit of a handshake passes.
void session::refuse_certificate() {
  client_.become_plain();
  end();
}

/// Answers that there is no room. The client stays among the handshakes, whose number and time are
/// limited, until it has read the answer.
void session::reject(const rejection& why) {
  core_->reject(client_, why);
  end();
}

} // namespace docker_monitor::http
