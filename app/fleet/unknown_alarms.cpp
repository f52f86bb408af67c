#include "app/fleet/unknown_alarms.hpp"

#include <string_view>
#include <utility>

namespace docker_monitor::app {

namespace {

// A JSON string contains no unescaped quote, so these match members only.
constexpr std::string_view open_state = R"("state":"open")";
constexpr std::string_view unknown_state = R"("state":"unknown")";
constexpr std::string_view host_member = R"("host":")";
/// The kinds that the hub itself knows the end of. A `degraded` is the host's own, or about what
/// the host sends, which is not known while it is away.
constexpr std::string_view known_to_hub[] = {R"("kind":"host-lost")", R"("kind":"duplicate-host")"};

} // namespace

std::string
with_unknown_state(std::string alarm, const std::function<bool(const std::string& host)>& is_lost) {
  const auto state = alarm.find(open_state);
  // The last one: alarms about a host also have one in their subject.
  const auto host = alarm.rfind(host_member);
  if (state == std::string::npos || host == std::string::npos)
    return alarm;
  for (const auto kind : known_to_hub)
    if (alarm.find(kind) != std::string::npos)
      return alarm;
  const auto begin = host + host_member.size();
  if (is_lost(alarm.substr(begin, alarm.find('"', begin) - begin)))
    alarm.replace(state, open_state.size(), unknown_state);
  return alarm;
}

model::alarm_history
with_unknown_alarms(model::alarm_history log, std::shared_ptr<const http::latest_hosts> hosts) {
  return [log = std::move(log), hosts = std::move(hosts)](
             const model::alarm_query& query, model::alarm_page_handler done) {
    log(query, [hosts, done = std::move(done)](model::expected<model::alarm_page> page) {
      const auto is_lost = [&](const std::string& name) {
        const auto host = hosts->find(name);
        return host && host->presence.is == model::host_presence::condition::lost;
      };
      if (page)
        for (auto& alarm : page->alarms)
          alarm = with_unknown_state(std::move(alarm), is_lost);
      done(std::move(page));
    });
  };
}

} // namespace docker_monitor::app
