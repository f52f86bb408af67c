#pragma once

#include "engine/api/endpoint.hpp"
#include "tests/support/unix_peer.hpp"

namespace docker_monitor::engine::test {

using tests::peer_connection;
using tests::peer_timeout_ms;

/// An engine that does what the test does, step by step.
class engine_peer : public tests::unix_peer {
 public:
  [[nodiscard]] endpoint where() const {
    endpoint e;
    e.path = path();
    return e;
  }
};

} // namespace docker_monitor::engine::test
