#pragma once

#include <map>
#include <string>

namespace docker_monitor::bench {

class tls_files;

/// Whole responses, head and body, by request target.
using canned_responses = std::map<std::string, std::string, std::less<>>;

/// What a Beast server can do at best: one thread, keep-alive, a deadline for each read and write,
/// and nothing to do but to send bytes that are there. Any free port of loopback; writes it as a
/// line to `port_to` and serves until the process ends.
void serve_bare_beast(const canned_responses& responses, int port_to);

/// The same over TLS.
void serve_bare_beast_tls(const canned_responses& responses, const tls_files& files, int port_to);

} // namespace docker_monitor::bench
