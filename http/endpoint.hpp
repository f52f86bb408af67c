#pragma once

#include "http/list_shelf.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "model/snapshot.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace docker_monitor::http {

/// What the endpoints of one server have in common.
struct endpoint_context {
  std::vector<std::string> labels{}; ///< keys of the container labels that may be shown
  list_shelf lists{};                ///< what was rendered before
};

/// What an endpoint answers from.
struct question {
  const model::snapshot_ptr& snapshot;
  const http::request& request;
  std::chrono::steady_clock::time_point now;
  endpoint_context& context;
};

/// Answers a GET (or HEAD: the session leaves the body out). The answer depends on the snapshot,
/// the request and, up to the response's `valid_until`, nothing else; the context only saves work.
/// Runs on the HTTP thread; must not block or throw.
using endpoint_function = response (*)(const question& question);

/// 200 with a list of the snapshot's containers, in gzip form where that is accepted and worth it.
response list_response(rendered_list& list, const question& question, const list_style& style);

} // namespace docker_monitor::http
