// A session whose client has not finished its TLS handshake.

#include "http/server/session.hpp"

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// People forget the s of https.
constexpr rejection speaks_tls{400, "this port speaks TLS: ask https://"};

} // namespace

void session::await_handshake() {
  client_.tcp().async_wait(
      client_.handshake_waits_for(), [self = shared_from_this()](const error_code& error) {
        if (!self->open_)
          return;
        if (error)
          return self->close();
        self->shake();
      });
}

void session::shake() {
  const auto error = client_.shake();
  if (error == asio::error::would_block)
    return await_handshake();
  shaken(error);
}

/// From here on it is a connection as any other, if there is room for it or can be made.
void session::shaken(const error_code& error) {
  const bool plain = is_plain_http(error);
  if (error && !plain)
    return is_refused_certificate(error) ? refuse_certificate() : close();
  if (plain)
    client_.become_plain();
  if (!core_->make_room(peer_))
    return turn_away(plain ? speaks_tls : no_room);
  const auto now = core_->now();
  core_->enter(place_, phase::reading, now);
  if (plain)
    return refuse_and_close(speaks_tls, now);
  read();
}

/// A client of TLS 1.3 may have sent its first request already, which the kernel would answer with
/// a reset. Then the client might never see the alert that says why (RFC 8446, 6.2). So the
/// connection stays among the handshakes until the client ends it or the time for a handshake is
/// over.
void session::refuse_certificate() {
  client_.become_plain();
  end();
}

/// Says why there is no room. The client stays among those who shake hands, whose number and time
/// are bounded, until it has read it.
void session::turn_away(const rejection& why) {
  core_->turn_away(client_, why);
  end();
}

} // namespace docker_monitor::http
