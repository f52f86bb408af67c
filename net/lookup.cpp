#include "net/lookup.hpp"

#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::net {

namespace {

/// The most threads that wait for the resolver, which has a time limit of its own.
constexpr int max_lookups = 32;
std::atomic<int> lookups{0};

lookup_result ask_resolver(const address& where, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  lookup_result result;
  result.error = ::getaddrinfo(where.host.c_str(), where.port.c_str(), &hints, &list);
  if (result.error == EAI_SYSTEM)
    result.system_error = errno;
  if (result.error != 0)
    return result;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned{list, ::freeaddrinfo};
  for (const auto* entry = list; entry != nullptr; entry = entry->ai_next)
    result.found.emplace_back(entry->ai_addr, entry->ai_addrlen);
  return result;
}

} // namespace

lookup_result look_up_address(const address& where) {
  return ask_resolver(where, AI_NUMERICHOST);
}

std::shared_ptr<name_lookup> name_lookup::begin(const address& where, int& done) {
  auto lookup = std::make_shared<name_lookup>();
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    lookup->result_.error = EAI_SYSTEM;
    lookup->result_.system_error = errno;
    done = -1;
    return lookup;
  }
  done = ends[0];
  if (++lookups > max_lookups) {
    --lookups;
    lookup->result_.error = EAI_AGAIN;
    ::close(ends[1]);
    return lookup;
  }
  try {
    std::thread{[lookup, where, end = ends[1]] {
      auto result = ask_resolver(where, 0);
      {
        const std::scoped_lock lock{lookup->mutex_};
        lookup->result_ = std::move(result);
      }
      --lookups;
      ::close(end);
    }}.detach();
  } catch (const std::system_error&) { // no thread is available
    --lookups;
    lookup->result_.error = EAI_AGAIN;
    ::close(ends[1]);
  }
  return lookup;
}

lookup_result name_lookup::result() {
  const std::scoped_lock lock{mutex_};
  return std::move(result_);
}

} // namespace docker_monitor::net
