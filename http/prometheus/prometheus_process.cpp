#include "http/api/routes.hpp"
#include "http/prometheus/process_metrics.hpp"
#include "http/prometheus/prometheus_self.hpp"
#include "http/prometheus/prometheus_text.hpp"

#include <string>

namespace docker_monitor::http {

namespace {

using enum metric_type;
using enum number_form;

/// Writes a bound without trailing zeros: `0.0001`.
std::string bound_text(std::chrono::nanoseconds bound) {
  std::string text;
  append_number(text, static_cast<std::uint64_t>(bound.count()), nanoseconds);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text + '0' : text;
}

void append_durations(
    metric_writer& to, std::string_view route,
    const request_statistics::route_statistics& numbers) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < numbers.buckets.size(); ++i) {
    sum += numbers.buckets.at(i);
    const bool last = i == request_statistics::bounds.size();
    const auto bound = last ? "+Inf" : bound_text(request_statistics::bounds.at(i));
    to.series({{"route", route}, {"le", bound}}, sum, integer, "_bucket");
  }
  to.series(
      {{"route", route}}, static_cast<std::uint64_t>(numbers.sum.count()), nanoseconds, "_sum");
  to.series({{"route", route}}, sum, integer, "_count");
}

} // namespace

void append_requests(metric_writer& to, const request_statistics& requests) {
  to.single(
      "docker_monitor_http_connections", gauge, "Open HTTP connections.", requests.connections);
  to.single(
      "docker_monitor_stream_clients", gauge, "Clients that follow the stream.",
      requests.followers);
  to.single(
      "docker_monitor_stream_clients_dropped_total", counter,
      "Clients that did not keep up with the stream and were dropped.", requests.followers_lost);
  const auto& routes = requests.routes();
  if (routes.empty())
    return;
  to.family("docker_monitor_http_requests_total", counter, "HTTP requests answered.");
  for (std::size_t i = 0; i < routes.size(); ++i)
    for (const auto& [status, count] : routes[i].by_status)
      to.series({{"route", route_name(i)}, {"code", std::to_string(status)}}, count, integer);
  to.family(
      "docker_monitor_http_request_duration_seconds", histogram,
      "Time from a request's last byte until the kernel had all of the answer.");
  for (std::size_t i = 0; i < routes.size(); ++i)
    if (!routes[i].by_status.empty())
      append_durations(to, route_name(i), routes[i]);
}

void append_process(metric_writer& to, const process_metrics& numbers) {
  to.single(
      "process_cpu_seconds_total", counter, "CPU time used by docker-monitor.", numbers.cpu_ns,
      nanoseconds);
  to.single(
      "process_resident_memory_bytes", gauge, "Memory of docker-monitor that is in RAM.",
      numbers.resident_bytes);
  to.single(
      "process_virtual_memory_bytes", gauge, "Address space of docker-monitor.",
      numbers.virtual_bytes);
  to.single(
      "process_open_fds", gauge, "Files and sockets docker-monitor has open.",
      numbers.open_descriptors);
  to.single(
      "process_max_fds", gauge, "Files and sockets docker-monitor may have open.",
      numbers.max_descriptors);
  to.single("process_threads", gauge, "Threads of docker-monitor.", numbers.threads);
  to.single(
      "process_start_time_seconds", gauge,
      "When docker-monitor was started, in seconds since 1970.", numbers.started_ms, milliseconds);
}

} // namespace docker_monitor::http
