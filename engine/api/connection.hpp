#pragma once

#include "engine/api/endpoint.hpp"
#include "model/failure.hpp"
#include "net/http_message.hpp"

namespace docker_monitor::engine {

/// How an engine is talked to over HTTP, with the docker CLI's files where it speaks TLS.
/// `bad_option` where a file is missing or unreadable.
model::expected<net::client_options> client_options_for(const endpoint& where);

/// The failure a problem means while talking to the engine at `where`: the cause, and what to do
/// about it.
model::failure describe(const endpoint& where, const net::problem& what);

} // namespace docker_monitor::engine
