#include "http/server/session_table.hpp"

#include "http/server/session.hpp"
#include "http/server/socket_address.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace docker_monitor::http {

std::chrono::seconds time_limit(phase phase) {
  using std::chrono::seconds;
  constexpr std::array limits{seconds{75}, seconds{5},  seconds{5}, seconds{10},
                              seconds{2},  seconds{15}, seconds{5}, seconds{5}};
  return limits[static_cast<std::size_t>(phase)];
}

session_table::place session_table::add(std::shared_ptr<session> who, phase doing, time_point now) {
  if (doing != phase::handshaking)
    count(*who);
  auto& to = list(doing);
  return to.insert(to.end(), {std::move(who), doing, now});
}

void session_table::count(const session& who) {
  ++size_;
  ++clients_[client_of(who.peer())];
}

void session_table::move(place which, phase doing, time_point now) {
  if (which->doing == phase::handshaking && doing != phase::handshaking)
    count(*which->who);
  auto& from = list(which->doing);
  auto& to = list(doing);
  which->doing = doing;
  which->since = now;
  to.splice(to.end(), from, which);
}

void session_table::remove(place which) {
  if (which->doing != phase::handshaking) {
    --size_;
    const auto client = clients_.find(client_of(which->who->peer()));
    if (--client->second == 0)
      clients_.erase(client);
  }
  list(which->doing).erase(which);
}

std::optional<session_table::time_point> session_table::first_deadline() const {
  std::optional<time_point> first;
  for (const auto& list : lists_) {
    if (list.empty())
      continue;
    const auto deadline = list.front().since + time_limit(list.front().doing);
    if (!first || deadline < *first)
      first = deadline;
  }
  return first;
}

std::shared_ptr<session> session_table::overdue(time_point now) const {
  for (const auto& list : lists_)
    if (!list.empty() && list.front().since + time_limit(list.front().doing) <= now)
      return list.front().who;
  return nullptr;
}

std::shared_ptr<session> session_table::least_needed() const {
  std::set<std::size_t, std::greater<>> numbers;
  for (const auto& [client, number] : clients_)
    numbers.insert(number);
  for (const auto number : numbers)
    if (auto found = least_needed(number))
      return found;
  return nullptr;
}

/// Returns the least needed session of the clients with this many connections.
std::shared_ptr<session> session_table::least_needed(std::size_t connections) const {
  for (const auto doing : {phase::lingering, phase::idle, phase::reading})
    for (const auto& one : list(doing))
      if (size_of(one.who->peer()) == connections)
        return one.who;
  return nullptr;
}

std::list<std::shared_ptr<session>> session_table::followers() const {
  std::list<std::shared_ptr<session>> sessions;
  for (const auto doing : {phase::streaming, phase::pushing})
    for (const auto& one : list(doing))
      sessions.push_back(one.who);
  return sessions;
}

std::shared_ptr<session>
session_table::follower_to_replace(const std::optional<ip_address>& peer) const {
  const auto all = followers();
  std::map<std::optional<ip_address>, std::size_t> clients;
  std::size_t most = 0;
  for (const auto& one : all)
    most = std::max(most, ++clients[client_of(one->peer())]);
  if (most < clients[client_of(peer)] + 2)
    return nullptr;
  std::shared_ptr<session> oldest;
  for (const auto& one : all)
    if (clients[client_of(one->peer())] == most
        && (!oldest || one->followed_since() < oldest->followed_since()))
      oldest = one;
  return oldest;
}

std::shared_ptr<session> session_table::oldest_handshake() const {
  std::map<std::optional<ip_address>, std::size_t> clients;
  std::size_t most = 0;
  for (const auto& one : list(phase::handshaking))
    most = std::max(most, ++clients[client_of(one.who->peer())]);
  for (const auto& one : list(phase::handshaking))
    if (clients[client_of(one.who->peer())] == most)
      return one.who;
  return nullptr;
}

std::size_t session_table::size_of(const std::optional<ip_address>& peer) const {
  const auto client = clients_.find(client_of(peer));
  return client == clients_.end() ? 0 : client->second;
}

std::list<std::shared_ptr<session>> session_table::all() const {
  std::list<std::shared_ptr<session>> sessions;
  for (const auto& list : lists_)
    for (const auto& one : list)
      sessions.push_back(one.who);
  return sessions;
}

} // namespace docker_monitor::http
