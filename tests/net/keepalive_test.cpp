#define CAF_SUITE net.keepalive
#include "net/keepalive.hpp"

#include <caf/test/unit_test.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace keepalive_test {

using docker_monitor::net::keep_alive;

namespace {

int option(int socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  ::getsockopt(socket, level, name, &value, &size);
  return value;
}

} // namespace

CAF_TEST(a TCP socket is probed when it is idle) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CAF_CHECK_EQUAL(option(socket, SOL_SOCKET, SO_KEEPALIVE), 0);
  keep_alive(socket);
  CAF_CHECK_EQUAL(option(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
  // A peer that is gone is noticed within a minute.
  const int idle = option(socket, IPPROTO_TCP, TCP_KEEPIDLE);
  const int pause = option(socket, IPPROTO_TCP, TCP_KEEPINTVL);
  const int probes = option(socket, IPPROTO_TCP, TCP_KEEPCNT);
  CAF_CHECK_EQUAL(idle + pause * probes, 50);
  ::close(socket);
}

CAF_TEST(a unix socket and none at all are left alone) {
  int pair[2] = {-1, -1};
  CAF_REQUIRE_EQUAL(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  keep_alive(pair[0]);
  keep_alive(-1);
  CAF_CHECK_EQUAL(::write(pair[0], "x", 1), 1);
  ::close(pair[0]);
  ::close(pair[1]);
}

} // namespace keepalive_test
