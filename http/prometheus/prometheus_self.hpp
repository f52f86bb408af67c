#pragma once

#include "http/prometheus/metric_writer.hpp"
#include "http/prometheus/observations.hpp"
#include "http/prometheus/prometheus_page.hpp"
#include "http/server/request_statistics.hpp"
#include "model/alarm/sink_status.hpp"
#include "model/container/snapshot.hpp"

namespace docker_monitor::http {

struct process_figures;

/// `machine_*`: what the engine's host has; and the CPU time that its hypervisor took from it.
void append_machine(metric_writer& to, const model::snapshot& snapshot);

/// What we are, whether the engine answers, and what we heard of it.
void append_engine(
    metric_writer& to, const model::engine_status& engine, const http::observations& observed);

/// What sampling takes, and the age of the oldest sample that is shown.
void append_sampling(
    metric_writer& to, const model::snapshot& snapshot, const http::observations& observed,
    model::engine_time now);

/// How much of the budget of series is used, and what it left out.
void append_budget(
    metric_writer& to, const prometheus_page& page, std::size_t most_series,
    std::uint64_t series_dropped);

/// What becomes of alarms, by sink: its URL is shown without user and password.
void append_sinks(
    metric_writer& to, const model::sink_publications& sinks, const http::observations& observed);

/// HTTP requests by route, which is never a client's text.
void append_requests(metric_writer& to, const request_statistics& requests);

/// The metrics of a process that every Prometheus client has.
void append_process(metric_writer& to, const process_figures& figures);

} // namespace docker_monitor::http
