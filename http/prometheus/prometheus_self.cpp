#include "http/prometheus/prometheus_self.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::http {

namespace {

using enum metric_type;
using enum number_form;

using maybe = std::optional<std::uint64_t>;

maybe milliseconds_of(const std::optional<model::engine_time>& time) {
  using namespace std::chrono;
  if (!time)
    return std::nullopt;
  return static_cast<std::uint64_t>(
      floor<std::chrono::milliseconds>(time->time_since_epoch()).count());
}

std::uint64_t value_of(const http::self_metrics::counter& counter) {
  return counter.load(std::memory_order_relaxed);
}

/// Returns the age of the oldest current sample; none without samples.
maybe sample_age_ns(const model::snapshot& snapshot, model::engine_time now) {
  std::optional<model::engine_time> oldest;
  for (const auto& row : snapshot.rows())
    if (row->sample && row->container->status == model::container_status::running)
      oldest = std::min(oldest.value_or(row->sampled_at), row->sampled_at);
  if (!oldest)
    return std::nullopt;
  return static_cast<std::uint64_t>(std::max((now - *oldest).count(), decltype(now)::rep{0}));
}

/// A sink with the name in its series.
struct named_sink {
  std::string name;
  model::sink_status_ptr status;
};

/// Sinks may differ only in hidden parts of their URLs; a number keeps their series distinct.
std::vector<named_sink> name_sinks(const latest_sink_states& sinks) {
  std::vector<named_sink> named;
  std::map<std::pair<std::string, std::string>, int> times;
  for (const auto& latest_snapshot : sinks) {
    const auto status = latest_snapshot->current();
    if (!status)
      continue; // its actor has not started
    const auto number = ++times[{status->url, status->kind}];
    named.push_back(
        {number == 1 ? status->url : status->url + " " + std::to_string(number), status});
  }
  return named;
}

} // namespace

void append_machine(metric_writer& to, const model::snapshot& snapshot) {
  const auto& engine = snapshot.engine();
  if (!engine.host_name.empty()) {
    to.family("docker_monitor_host_info", gauge, "1, labelled by the name of the host.");
    to.series({{"host", engine.host_name}}, 1, integer);
  }
  to.single("machine_cpu_cores", gauge, "Logical CPUs of the engine's host.", engine.cores);
  to.single("machine_memory_bytes", gauge, "Memory of the engine's host.", engine.memory_bytes);
  if (const auto& host = snapshot.host(); host && host->sample)
    to.single(
        "docker_monitor_host_cpu_steal_seconds_total", counter,
        "CPU time that the hypervisor took from the host.", host->sample->now.cpu_steal_ns,
        nanoseconds);
}

void append_engine(
    metric_writer& to, const model::engine_status& engine, const http::self_metrics& self_metrics) {
  to.family("docker_monitor_build_info", gauge, "1, labelled by the version of docker-monitor.");
  to.series({{"version", DOCKER_MONITOR_VERSION}}, 1, integer);
  to.single(
      "docker_monitor_engine_connected", gauge, "1 while the engine answers, else 0.",
      engine.connected ? 1 : 0);
  if (!engine.version.empty()) {
    to.family("docker_monitor_engine_info", gauge, "1, labelled by what the engine is.");
    to.series(
        {{"name", engine.name}, {"version", engine.version}, {"api_version", engine.api_version}},
        1, integer);
  }
  to.single(
      "docker_monitor_engine_connections_total", counter, "Times the engine was connected to.",
      value_of(self_metrics.engine_connections));
  to.single(
      "docker_monitor_engine_last_contact_timestamp_seconds", gauge,
      "When the engine was last heard of, in seconds since 1970.",
      milliseconds_of(self_metrics.last_contact()), milliseconds);
  to.single(
      "docker_monitor_engine_last_event_timestamp_seconds", gauge,
      "When the newest event happened, in seconds since 1970.",
      milliseconds_of(self_metrics.last_event()), milliseconds);
  to.single(
      "docker_monitor_events_seen_total", counter, "Events read from the engine.",
      value_of(self_metrics.events_seen));
  to.single(
      "docker_monitor_events_duplicate_total", counter, "Events that had been seen before.",
      value_of(self_metrics.events_duplicate));
  to.single(
      "docker_monitor_events_synthesised_total", counter,
      "Transitions found by comparing states, whose events were never seen.",
      value_of(self_metrics.events_synthesised));
}

void append_sampling(
    metric_writer& to, const model::snapshot& snapshot, const http::self_metrics& self_metrics,
    model::engine_time now) {
  to.family(
      "docker_monitor_sampling_seconds", summary,
      "Time from waking some samplers until the last of them was done.");
  to.series({}, value_of(self_metrics.sampling_ns), nanoseconds, "_sum");
  to.series({}, value_of(self_metrics.samplings), integer, "_count");
  to.single(
      "docker_monitor_samples_total", counter, "Samples taken.", value_of(self_metrics.samples));
  to.single(
      "docker_monitor_sample_age_seconds", gauge,
      "Age of the oldest among the newest samples of running containers.",
      sample_age_ns(snapshot, now), nanoseconds);
}

void append_budget(
    metric_writer& to, const exposition& page, std::size_t max_series,
    std::uint64_t series_dropped) {
  to.single(
      "docker_monitor_series", gauge, "Series of containers and the host in this answer.",
      page.series());
  to.single(
      "docker_monitor_series_limit", gauge, "The most there may be (--max-series).", max_series);
  to.single(
      "docker_monitor_series_dropped_total", counter,
      "Series left out beyond the limit, counted in each answer of new values.", series_dropped);
  to.single(
      "docker_monitor_containers_dropped", gauge,
      "Containers left out of this answer beyond the limit of series.", page.containers_dropped());
}

void append_sinks(
    metric_writer& to, const latest_sink_states& sinks, const http::self_metrics& self_metrics) {
  to.single(
      "docker_monitor_alarms_total", counter, "Alarms sent to any sink.",
      value_of(self_metrics.alarms));
  const auto named = name_sinks(sinks);
  const auto each = [&](std::string_view name, metric_type type, std::string_view help,
                        number_form form, auto value) {
    bool begun = false;
    for (const auto& [sink, status] : named) {
      const maybe raw = value(*status);
      if (!raw)
        continue;
      if (!std::exchange(begun, true))
        to.family(name, type, help);
      to.series({{"sink", sink}, {"kind", status->kind}}, *raw, form);
    }
  };
  using status = model::sink_status;
  each(
      "docker_monitor_sink_up", gauge, "Whether the newest attempt to deliver succeeded.", integer,
      [](const status& s) -> maybe {
        if (s.state == status::condition::untried)
          return std::nullopt;
        return s.state == status::condition::up ? 1 : 0;
      });
  each(
      "docker_monitor_sink_pending", gauge, "Alarms that wait for delivery.", integer,
      [](const status& s) { return s.pending; });
  each(
      "docker_monitor_sink_parked", gauge, "Alarms given up until a restart.", integer,
      [](const status& s) { return s.parked; });
  each(
      "docker_monitor_sink_oldest_pending_timestamp_seconds", gauge,
      "When the oldest alarm that waits happened, in seconds since 1970.", milliseconds,
      [](const status& s) { return milliseconds_of(s.oldest_pending); });
  each(
      "docker_monitor_sink_delivered_total", counter, "Alarms delivered.", integer,
      [](const status& s) { return s.delivered; });
  each(
      "docker_monitor_sink_failed_total", counter, "Attempts to deliver that failed.", integer,
      [](const status& s) { return s.failed; });
  each(
      "docker_monitor_sink_dropped_total", counter,
      "Alarms superseded by newer states for want of room.", integer,
      [](const status& s) { return s.dropped; });
}

} // namespace docker_monitor::http
