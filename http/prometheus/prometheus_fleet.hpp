#pragma once

#include "http/prometheus/metric_writer.hpp"
#include "http/published/latest_hosts.hpp"

namespace docker_monitor::http {

/// Appends the metrics of a hub's hosts: whether each is present, and its containers by status.
void append_fleet(metric_writer& to, const latest_hosts& fleet);

} // namespace docker_monitor::http
