#include "app/fleet/server_log.hpp"

#include <string_view>
#include <utility>

namespace docker_monitor::app {

void server_log::take(const fleet::log_entry& entry, clock::time_point now) {
  if (lines_ == 0 || now - begun_ >= period) {
    if (lines_ > max_lines)
      write_(
          fleet::log_level::warning,
          std::to_string(lines_ - max_lines) + " lines of its log were left out");
    begun_ = now;
    lines_ = 0;
    refused_.clear();
  }
  if (++lines_ <= max_lines) {
    write_(entry.level, std::string{entry.text});
    if (entry.text.find("address already in use") != std::string_view::npos)
      write_(
          entry.level, "another program has this port, such as the service of Debian's package "
                       "nats-server: stop "
                       "it with systemctl disable --now nats-server, choose another port with "
                       "--fleet-listen, or "
                       "use that server with --nats");
  }
  const auto refusal = fleet::parse_refusal(entry.text);
  if (refusal && refused_[refusal->public_key]++ == 0)
    report_(refusal->public_key, refusal->why);
}

} // namespace docker_monitor::app
