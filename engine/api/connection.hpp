#pragma once

#include "engine/api/endpoint.hpp"
#include "model/failure.hpp"
#include "net/http_message.hpp"

#include <string>

namespace docker_monitor::engine {

/// Returns the HTTP options for an engine, with the docker CLI's files where it uses TLS. Fails
/// with `bad_option` where a file is missing or unreadable.
model::expected<net::client_options> client_options_for(const endpoint& where);

/// Returns the failure of a call to the engine at `where`. The message has the cause and a hint.
model::failure describe(const endpoint& where, const net::problem& what);

/// Returns the failure of a request for `target` that the engine at `where` answered with an error:
/// `not_found`, `version_refused`, else `refused`.
model::failure refusal(const endpoint& where, const std::string& target, const net::answer& answer);

} // namespace docker_monitor::engine
