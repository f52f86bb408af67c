#include "bench/measurement/sampling_watch.hpp"

#include "bench/measurement/statistics.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace docker_monitor::bench {

namespace {

std::string_view text_of(const simdjson::dom::object& from, std::string_view key) {
  std::string_view value;
  return from[key].get(value) == simdjson::SUCCESS ? value : std::string_view{};
}

/// Returns true where the sample includes a full reading of memory.
bool has_details(const simdjson::dom::object& container, std::string_view sampled_at) {
  simdjson::dom::object memory;
  if (container["memory"].get(memory) != simdjson::SUCCESS)
    return false;
  const auto read_at = text_of(memory, "sampledAt");
  return read_at.empty() || read_at == sampled_at;
}

} // namespace

bool sampling_watch::take(std::string_view json, model::engine_time now) {
  simdjson::dom::parser parser;
  simdjson::dom::array all;
  if (parser.parse(json.data(), json.size()).get(all) != simdjson::SUCCESS)
    return false;
  model::engine_time newest{};
  std::vector<model::engine_time> shown;
  for (const auto element : all) {
    simdjson::dom::object container;
    if (element.get(container) != simdjson::SUCCESS)
      return false;
    const auto text = text_of(container, "sampledAt");
    const auto sampled_at = model::parse_rfc3339(text);
    if (!sampled_at)
      continue; // no sample yet
    newest = std::max(newest, *sampled_at);
    shown.push_back(*sampled_at);
    take(
        std::string{text_of(container, "name")},
        {*sampled_at, text_of(container, "source") == "cgroup"}, has_details(container, text));
  }
  // A snapshot may be an interval old, and so may its newest sample: a sample is late beyond both.
  if (newest != newest_)
    missed_ += static_cast<std::size_t>(std::count_if(
        shown.begin(), shown.end(), [&](auto at) { return newest - at > interval_ * 3 / 2; }));
  else if (now - newest > interval_ * 5 / 2)
    missed_ += shown.size();
  newest_ = newest;
  return true;
}

void sampling_watch::take(const std::string& name, seen now, bool details) {
  const auto [at, added] = last_.try_emplace(name, now);
  if (added || at->second.sampled_at == now.sampled_at)
    return;
  const auto step = now.sampled_at - at->second.sampled_at;
  at->second = now;
  ++samples_;
  details_ += details ? 1 : 0;
  // Near the time of a snapshot two samples may fall between two snapshots: a step of two intervals
  // whose middle sample is never shown. Missed rounds are counted elsewhere.
  if (step < interval_ * 3 / 2)
    jitter_ms_.push_back(
        std::abs(std::chrono::duration<double, std::milli>(step - interval_).count()));
}

sampling_quality sampling_watch::result() const {
  sampling_quality quality;
  quality.samples = samples_;
  quality.missed = missed_;
  quality.jitter_p50_ms = quantile(jitter_ms_, 0.5);
  quality.jitter_p99_ms = quantile(jitter_ms_, 0.99);
  quality.details_per_sample =
      samples_ == 0 ? 0 : static_cast<double>(details_) / static_cast<double>(samples_);
  quality.containers = last_.size();
  quality.from_cgroup = static_cast<std::size_t>(
      std::count_if(last_.begin(), last_.end(), [](const auto& e) { return e.second.in_cgroup; }));
  return quality;
}

} // namespace docker_monitor::bench
