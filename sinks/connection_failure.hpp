#pragma once

#include "model/failure.hpp"
#include "net/problem.hpp"

#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// Returns the failure for a problem that a connection to `where` has whatever is said over it:
/// time, the name, the address or the certificate. Null for a problem of the exchange itself, whose
/// words depend on the protocol.
std::optional<model::failure>
connection_failure(const std::string& where, const net::problem& what);

} // namespace docker_monitor::sinks
