#include "http/prometheus/prometheus_self.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::http {

namespace {

using receiver_status = model::remote_write_status;
using maybe_number = std::optional<std::uint64_t>;

/// A metric of each receiver.
struct receiver_metric {
  std::string_view name;
  metric_type type;
  std::string_view help;
  number_form form;
  maybe_number (*value)(const receiver_status& of);
};

constexpr receiver_metric receiver_metrics[] = {
    {"docker_monitor_remote_write_up", metric_type::gauge,
     "0 while the receiver of remote write is away or refuses everything.", number_form::integer,
     [](const receiver_status& s) -> maybe_number {
       if (s.state == model::sink_status::condition::untried)
         return std::nullopt;
       return s.state == model::sink_status::condition::up ? 1 : 0;
     }},
    {"docker_monitor_remote_write_sent_samples_total", metric_type::counter,
     "Samples that the receiver has accepted.", number_form::integer,
     [](const receiver_status& s) -> maybe_number { return s.sent; }},
    {"docker_monitor_remote_write_pending_samples", metric_type::gauge,
     "Samples that wait for the receiver.", number_form::integer,
     [](const receiver_status& s) -> maybe_number { return s.pending; }},
    {"docker_monitor_remote_write_dropped_samples_total", metric_type::counter,
     "Samples that could not be kept, mostly for want of room.", number_form::integer,
     [](const receiver_status& s) -> maybe_number { return s.dropped; }},
    {"docker_monitor_remote_write_refused_samples_total", metric_type::counter,
     "Samples that the receiver has refused for good.", number_form::integer,
     [](const receiver_status& s) -> maybe_number { return s.refused; }},
    {"docker_monitor_remote_write_failed_requests_total", metric_type::counter,
     "Requests that failed and are sent again.", number_form::integer,
     [](const receiver_status& s) -> maybe_number { return s.failed; }},
    {"docker_monitor_remote_write_oldest_pending_timestamp_seconds", metric_type::gauge,
     "When the oldest samples that wait were taken, in seconds since 1970.",
     number_form::milliseconds,
     [](const receiver_status& s) -> maybe_number {
       if (!s.oldest_pending)
         return std::nullopt;
       using std::chrono::milliseconds;
       const auto since_epoch = s.oldest_pending->time_since_epoch();
       return static_cast<std::uint64_t>(std::chrono::floor<milliseconds>(since_epoch).count());
     }},
};

} // namespace

void append_remote_writes(metric_writer& to, const latest_remote_writes& receivers) {
  std::vector<model::remote_write_status_ptr> known;
  for (const auto& receiver : receivers)
    if (auto status = receiver->current())
      known.push_back(std::move(status));
  for (const auto& metric : receiver_metrics) {
    bool has_begun = false;
    for (const auto& status : known) {
      const auto raw = metric.value(*status);
      if (!raw)
        continue;
      if (!std::exchange(has_begun, true))
        to.family(metric.name, metric.type, metric.help);
      to.series({{"url", status->url}}, *raw, metric.form);
    }
  }
}

} // namespace docker_monitor::http
