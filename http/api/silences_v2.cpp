#include "http/api/silences_v2.hpp"

namespace docker_monitor::http {

response list_silences_v2(const query& q) {
  std::string body = R"({"silences":[)";
  if (q.context.silences)
    for (const auto& silence : q.context.silences->current()) {
      if (body.back() == '}')
        body += ',';
      body += model::to_json(silence);
    }
  body += "]}";
  // Silences change without a new snapshot.
  return {
      .body = std::make_shared<const std::string>(std::move(body)),
      .valid_until = std::chrono::steady_clock::time_point::min()};
}

} // namespace docker_monitor::http
