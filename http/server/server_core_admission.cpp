// Admission: which connections are accepted, and which are closed for them.

#include "http/server/server_core.hpp"
#include "http/server/session.hpp"
#include "http/server/socket_address.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <unistd.h>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// Returns false where the socket cannot be used.
bool set_options(server_core::socket& connected, bool tcp) {
  error_code error;
  error_code ignored; // without it the connection is slower, but works
  if (tcp)
    connected.set_option(asio::ip::tcp::no_delay(true), ignored);
  connected.non_blocking(true, error);
  return !error;
}

/// TLS handshakes that are possible while all connections are in use. They let a new client get an
/// answer, and no idle connection is closed for a client that sends nothing.
constexpr std::size_t spare_handshakes = 32;

} // namespace

void server_core::accept(socket connected, std::optional<ip_address> peer) {
  if (stopping_)
    return;
  if (wants_tls() && peer)
    return shake_hands(std::move(connected), peer);
  admit(std::move(connected), peer, peer.has_value());
}

void server_core::adopt(int descriptor, bool check_host) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  socket connected(io_);
  error_code error;
  if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    connected.assign({address.ss_family, 0}, descriptor, error);
  if (connected.is_open())
    admit(std::move(connected), ip_of(reinterpret_cast<const sockaddr*>(&address)), check_host);
  else
    ::close(descriptor);
}

void server_core::admit(socket connected, std::optional<ip_address> peer, bool check_host) {
  if (stopping_)
    return;
  if (!set_options(connected, peer.has_value()))
    return;
  client_stream client{std::move(connected)};
  if (!make_room(peer))
    return reject(client, no_room);
  std::make_shared<session>(shared_from_this(), std::move(client), peer, check_host)->start();
}

void server_core::shake_hands(socket connected, std::optional<ip_address> peer) {
  if (!set_options(connected, true))
    return;
  limit_handshakes();
  client_stream client{std::move(connected), options_.tls};
  std::make_shared<session>(shared_from_this(), std::move(client), peer, true)->start();
}

/// Makes room for one more handshake by closing other handshakes only. Their maximum is the number
/// of free connections, at most half of all.
void server_core::limit_handshakes() {
  const auto half = std::max<std::size_t>(1, options_.max_connections / 2);
  const auto room = options_.max_connections - std::min(sessions_.size(), options_.max_connections);
  const auto most = std::clamp(room, std::min(spare_handshakes, half), half);
  while (sessions_.handshakes() >= most)
    sessions_.oldest_handshake()->close();
}

bool server_core::make_room(const std::optional<ip_address>& peer) {
  if (peer && options_.max_connections_per_address != 0
      && sessions_.size_of(peer) >= options_.max_connections_per_address)
    return false;
  if (sessions_.size() < options_.max_connections)
    return true;
  const auto victim = sessions_.least_needed();
  if (victim)
    victim->close();
  return victim != nullptr;
}

bool server_core::make_room_to_follow(const std::optional<ip_address>& peer) {
  if (stopping_)
    return false;
  // Reserves a few connections for clients with short requests.
  const auto kept = std::min<std::size_t>(64, options_.max_connections / 4);
  if (stream_.clients() < options_.max_connections - kept)
    return true;
  const auto victim = sessions_.follower_to_replace(peer);
  if (victim)
    victim->yield();
  return victim != nullptr;
}

void server_core::reject(client_stream& client, const rejection& why) {
  const auto reply = error_response(why.status, why.message);
  std::string head;
  append_head(head, reply, {.close = true, .date = date(now())});
  // The buffer of a new socket takes this little at once; otherwise the client sees only the close.
  error_code ignored;
  client.write_some(
      std::array<asio::const_buffer, 2>{asio::buffer(head), asio::buffer(*reply.body)}, ignored);
  client.end();
}

} // namespace docker_monitor::http
