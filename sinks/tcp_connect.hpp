#pragma once

#include "model/failure.hpp"
#include "sinks/delivery/call_deadline.hpp"

#include <cstdint>
#include <string>

namespace docker_monitor::sinks {

/// Connects to a name or an address within the deadline of the call, trying the name's addresses in
/// turn. The caller owns the socket, which is non-blocking, closed on exec, without delay of small
/// packets, and fails when the peer has not acknowledged data for twenty seconds. Fails with
/// `unreachable` or `timeout`.
model::expected<int>
connect_tcp(const std::string& host, std::uint16_t port, const call_deadline& limit);

} // namespace docker_monitor::sinks
