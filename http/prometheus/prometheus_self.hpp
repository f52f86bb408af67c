#pragma once

#include "http/prometheus/exposition.hpp"
#include "http/prometheus/metric_writer.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/server/request_statistics.hpp"
#include "model/alarm/sink_status.hpp"
#include "model/container/snapshot.hpp"

namespace docker_monitor::http {

struct process_metrics;

/// `machine_*`: what the engine's host has; and the CPU time that its hypervisor took from it.
void append_machine(metric_writer& to, const model::snapshot& snapshot);

/// What we are, whether the engine answers, and what we heard of it.
void append_engine(
    metric_writer& to, const model::engine_status& engine, const http::self_metrics& self_metrics);

/// What sampling takes, and the age of the oldest sample that is shown.
void append_sampling(
    metric_writer& to, const model::snapshot& snapshot, const http::self_metrics& self_metrics,
    model::engine_time now);

/// How much of the budget of series is used, and what it left out.
void append_budget(
    metric_writer& to, const exposition& page, std::size_t max_series,
    std::uint64_t series_dropped);

/// What becomes of alarms, by sink: its URL is shown without user and password.
void append_sinks(
    metric_writer& to, const model::latest_sink_states& sinks,
    const http::self_metrics& self_metrics);

/// HTTP requests by route, which is never a client's text.
void append_requests(metric_writer& to, const request_statistics& requests);

/// The metrics of a process that every Prometheus client has.
void append_process(metric_writer& to, const process_metrics& figures);

} // namespace docker_monitor::http
