#pragma once

#include "http/host_policy.hpp"
#include "http/request_head.hpp"
#include "http/response.hpp"
#include "model/publication.hpp"

#include <chrono>

namespace docker_monitor::http {

/// A response and whether the connection ends after it.
struct answer {
  response reply;
  bool close = false;
};

/// The answer to what never became a request; ends the connection.
answer refuse(const rejection& why);

/// The answer to a request, checked in this order: target, host, route, method, body. `hosts` is
/// null where the Host field may name anything (unix sockets). `scratch` is overwritten; it lets a
/// connection reuse the memory of the request before.
answer dispatch(
    const request_head& head, const host_policy* hosts, const model::publication& publication,
    std::chrono::steady_clock::time_point now, request& scratch);

} // namespace docker_monitor::http
