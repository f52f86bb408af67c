#include "http/prometheus/prometheus_fleet.hpp"

#include "model/container/container.hpp"

namespace docker_monitor::http {

void append_fleet(metric_writer& to, const latest_hosts& fleet) {
  using condition = model::host_presence::condition;
  const auto hosts = fleet.hosts();
  if (hosts.empty())
    return;
  to.family(
      "docker_monitor_fleet_host_present", metric_type::gauge,
      "Whether the host was heard in the last seconds.");
  for (const auto& host : hosts)
    to.series(
        {{"host", host->name}, {"group", host->group}},
        host->presence.is == condition::present ? 1 : 0, number_form::integer);
  to.family(
      "docker_monitor_fleet_containers", metric_type::gauge,
      "Containers of the host by status, as it was heard last.");
  for (const auto& host : hosts)
    for (std::size_t i = 0; i < host->containers.size(); ++i)
      if (host->containers.at(i) > 0)
        to.series(
            {{"host", host->name},
             {"group", host->group},
             {"status", to_string(static_cast<model::container_status>(i))}},
            host->containers.at(i), number_form::integer);
}

} // namespace docker_monitor::http
