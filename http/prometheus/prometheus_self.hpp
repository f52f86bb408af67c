#pragma once

#include "http/prometheus/exposition.hpp"
#include "http/prometheus/metric_writer.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/published/latest_remote_write.hpp"
#include "http/published/latest_sink_state.hpp"
#include "http/server/request_statistics.hpp"
#include "model/container/snapshot.hpp"

namespace docker_monitor::http {

struct process_metrics;

/// `machine_*`: the resources of the engine's host, and its steal time.
void append_machine(metric_writer& to, const model::snapshot& snapshot);

/// The program's version, whether the engine answers, and the counts of its events.
void append_engine(
    metric_writer& to, const model::engine_status& engine, const http::self_metrics& self_metrics);

/// The cost of sampling, and the age of the oldest sample shown.
void append_sampling(
    metric_writer& to, const model::snapshot& snapshot, const http::self_metrics& self_metrics,
    model::engine_time now);

/// The use of the budget of series, and the series left out.
void append_budget(
    metric_writer& to, const exposition& page, std::size_t max_series,
    std::uint64_t series_dropped);

/// The deliveries of each sink, whose URL is shown without user and password.
void append_sinks(
    metric_writer& to, const latest_sink_states& sinks, const http::self_metrics& self_metrics);

/// The samples for each receiver of remote write, whose URL is shown without user and password.
void append_remote_writes(metric_writer& to, const latest_remote_writes& receivers);

/// HTTP requests by route, which is never a client's text.
void append_requests(metric_writer& to, const request_statistics& requests);

/// The metrics of a process that every Prometheus client has.
void append_process(metric_writer& to, const process_metrics& numbers);

} // namespace docker_monitor::http
