#include "net/keepalive.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace docker_monitor::net {

void keep_alive(int socket) noexcept {
  const auto set = [socket](int level, int option, int value) {
    // A socket works without it, so a failure is ignored.
    static_cast<void>(::setsockopt(socket, level, option, &value, sizeof value));
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(keepalive_idle.count()));
  set(IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(keepalive_interval.count()));
  set(IPPROTO_TCP, TCP_KEEPCNT, keepalive_probes);
}

} // namespace docker_monitor::net
