#include "http/prometheus/prometheus.hpp"

#include "http/message/gzip.hpp"
#include "http/prometheus/process_metrics.hpp"
#include "http/prometheus/prometheus_fleet.hpp"
#include "http/prometheus/prometheus_self.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <utility>

namespace docker_monitor::http {

namespace {

constexpr std::string_view plain = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view open = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The largest text that is compressed: each 64 kB take some 0.5 ms of the HTTP thread.
constexpr std::size_t max_compressed = std::size_t{64} * 1024;

/// Returns the metrics that change without a new snapshot.
std::string own_metrics(const query& q, const exposition& page, bool openmetrics) {
  std::string out;
  constexpr std::size_t usual_bytes = 16'384;
  out.reserve(usual_bytes);
  metric_writer to{out, openmetrics};
  const auto& engine = q.snapshot->engine();
  const auto& self_metrics = *q.context.self_metrics;
  append_machine(to, *q.snapshot);
  append_engine(to, engine, self_metrics);
  append_sampling(to, *q.snapshot, self_metrics, std::chrono::system_clock::now());
  append_budget(to, page, q.context.max_series, q.context.metrics.series_dropped());
  append_sinks(to, q.context.sinks, self_metrics);
  append_remote_writes(to, q.context.remote_writes);
  if (q.context.fleet)
    append_fleet(to, *q.context.fleet);
  if (q.context.requests)
    append_requests(to, *q.context.requests);
  append_process(to, read_process_metrics(q.now));
  return out;
}

/// Joins and compresses an answer. Returns false on failure.
bool compress(response& answer) {
  std::string whole = *answer.body;
  for (const auto& part : answer.rest)
    whole += *part;
  auto small = gzip(whole);
  if (!small)
    return false;
  answer.body = std::make_shared<const std::string>(*std::move(small));
  answer.rest.clear();
  answer.headers.push_back({"Content-Encoding", "gzip"});
  return true;
}

} // namespace

response metrics(const query& q) {
  const bool openmetrics = q.request.prefers_openmetrics;
  const auto& page = q.context.metrics.page(
      q.snapshot,
      {.labels = q.context.labels, .max_series = q.context.max_series, .openmetrics = openmetrics});
  response answer{
      .content_type = openmetrics ? open : plain,
      .body = std::make_shared<const std::string>(own_metrics(q, page, openmetrics)),
      .headers = {{"Vary", "Accept, Accept-Encoding"}},
      // The self-metrics change without a new snapshot.
      .valid_until = std::chrono::steady_clock::time_point::min()};
  page.append_parts(answer.rest);
  if (openmetrics) {
    static const auto end = std::make_shared<const std::string>("# EOF\n");
    answer.rest.push_back(end);
  }
  if (q.request.accepts_gzip && body_bytes(answer) <= max_compressed)
    compress(answer);
  return answer;
}

} // namespace docker_monitor::http
