#include "http/api/health.hpp"

namespace docker_monitor::http {

response healthz(const query&) {
  static const auto body = std::make_shared<const std::string>(R"({"status":"ok"})");
  return {.body = body};
}

response readyz(const query& q) {
  const auto& engine = q.snapshot->engine();
  if (!engine.connected)
    return error_response(
        503, engine.problem.empty() ? "the container engine is not connected yet" : engine.problem);
  if (!engine.list_received)
    return error_response(503, "the first list of containers is not in yet");
  static const auto body = std::make_shared<const std::string>(R"({"status":"ready"})");
  return {.body = body};
}

} // namespace docker_monitor::http
