#include "sinks/remote_write/write_sender.hpp"

#include <vector>

namespace docker_monitor::sinks {

model::expected<net::answer>
http_write_sender::send(std::string_view body, std::chrono::milliseconds limit) {
  static const std::vector<http_post::header> headers{
      {"Content-Encoding", "snappy"}, {"X-Prometheus-Remote-Write-Version", "0.1.0"}};
  call_deadline_.start(limit);
  return http_.send(body, headers, call_deadline_);
}

} // namespace docker_monitor::sinks
