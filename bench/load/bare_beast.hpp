#pragma once

#include <map>
#include <string>

namespace docker_monitor::bench {

class tls_files;

/// Whole responses, head and body, by request target.
using canned_responses = std::map<std::string, std::string, std::less<>>;

/// The fastest possible Beast server: one thread, keep-alive, a deadline for each read and write,
/// and ready responses. Listens on a free port of loopback, writes it as a line to `port_to` and
/// serves until the process ends.
void serve_bare_beast(const canned_responses& responses, int port_to);

/// Serves over TLS, else as `serve_bare_beast`.
void serve_bare_beast_tls(const canned_responses& responses, const tls_files& files, int port_to);

} // namespace docker_monitor::bench
