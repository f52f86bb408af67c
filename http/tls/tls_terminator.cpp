#include "http/tls/tls_terminator.hpp"

#include "http/server/socket_address.hpp"
#include "http/tls/tls_connection.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace docker_monitor::http {

namespace {

/// Deadlines are met so late at most.
constexpr std::chrono::milliseconds longest_slack{500};

} // namespace

tls_terminator::tls_terminator(boost::asio::io_context& io, tls_context_ptr identity, settings with)
    : io_(io), identity_(std::move(identity)), settings_(std::move(with)), timer_(io) {}

tls_terminator::~tls_terminator() {
  settings_.emptied = nullptr;
  close();
}

void tls_terminator::accept(socket connected, std::optional<ip_address> peer) {
  if (of(phase::handshaking).size() >= settings_.most_handshakes)
    close_handshake();
  auto& handshaking = of(phase::handshaking);
  handshaking.push_back(
      std::make_shared<tls_connection>(*this, std::move(connected), peer, identity_));
  handshaking.back()->start(std::prev(handshaking.end()));
  watch();
}

void tls_terminator::move(place which, phase from, phase to) {
  if (to == phase::closing && of(to).size() >= settings_.most_closing)
    close_oldest(to);
  of(to).splice(of(to).end(), of(from), which);
}

void tls_terminator::remove(place which, phase doing) {
  of(doing).erase(which);
  if (connections() != 0)
    return;
  timer_.cancel();
  if (settings_.emptied)
    settings_.emptied();
}

void tls_terminator::close_oldest(phase doing) {
  const auto oldest = of(doing).front();
  oldest->expire();
}

/// The oldest handshake of the client that has most of them ends.
void tls_terminator::close_handshake() {
  std::map<std::optional<ip_address>, std::size_t> clients;
  std::size_t most = 0;
  for (const auto& one : of(phase::handshaking))
    most = std::max(most, ++clients[client_of(one->peer())]);
  const auto oldest = std::ranges::find_if(of(phase::handshaking), [&](const auto& one) {
    return clients[client_of(one->peer())] == most;
  });
  const auto kept = *oldest; // ending it changes the list
  kept->expire();
}

void tls_terminator::drain() {
  for (const auto& one : connection_list(of(phase::handshaking)))
    one->close();
}

void tls_terminator::close() {
  for (const auto doing : {phase::handshaking, phase::open, phase::closing})
    for (const auto& one : connection_list(of(doing)))
      one->close();
}

std::size_t tls_terminator::connections() const {
  std::size_t count = 0;
  for (const auto& some : connections_)
    count += some.size();
  return count;
}

/// Looks for deadlines as long as there are connections. With each block of 16 kB one of them has a
/// new one: a timer for each would cost more than this.
void tls_terminator::watch() {
  if (std::exchange(watching_, true))
    return;
  timer_.expires_after(std::min(
      {longest_slack, settings_.handshake / 4, settings_.writing / 4, settings_.closing / 4}));
  timer_.async_wait([terminator = weak_from_this()](const boost::system::error_code&) {
    if (const auto self = terminator.lock()) {
      self->watching_ = false;
      self->check_deadlines();
      if (self->connections() != 0)
        self->watch();
    }
  });
}

void tls_terminator::check_deadlines() {
  const auto time = now();
  std::vector<std::shared_ptr<tls_connection>> late; // as ending them changes the lists
  for (const auto& some : connections_)
    std::ranges::copy_if(some, std::back_inserter(late), [time](const auto& one) {
      return one->deadline() <= time;
    });
  for (const auto& one : late)
    one->expire();
}

} // namespace docker_monitor::http
