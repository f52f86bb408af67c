#pragma once

#include "engine/api/engine_client.hpp"
#include "http/server/listen_address.hpp"
#include "model/container/container.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace docker_monitor::app {

/// Returns true if a TCP port of the container is published, and on loopback addresses only: other
/// machines cannot reach it although the program listens on every address of the container.
bool is_published_on_loopback_only(const model::container& container, std::uint16_t port);

/// Logs a warning for each of the addresses, which ask for no token and which other machines can
/// reach.
void warn_of_open_addresses(const std::vector<http::listen_address>& open);

/// Does the same for a program that has an engine. In a container, whose id is `self`, the engine
/// is asked first where the ports are published; `self` is empty outside of containers. Returns at
/// once.
void warn_of_open_addresses(
    std::vector<http::listen_address> open, const std::string& self, engine::engine_client& client);

} // namespace docker_monitor::app
