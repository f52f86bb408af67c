#include "model/metric/metric_values.hpp"

#include <algorithm>
#include <chrono>

namespace docker_monitor::model {

namespace {

using optional_count = std::optional<std::uint64_t>;
using std::chrono::milliseconds;

optional_count code_of(const std::optional<int>& code) {
  return code ? optional_count{static_cast<std::uint64_t>(std::int64_t{*code})} : std::nullopt;
}

/// Returns true if any of memory's details is known.
bool has_memory_details(const row& row) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto known = [&]<std::size_t M>() {
      if constexpr (metric_table[M].memory_detail)
        return value_of<M>(*row.sample).has_value();
      else
        return false;
    };
    return (known.template operator()<I>() || ...);
  }
  (std::make_index_sequence<metric_table.size()>{});
}

} // namespace

std::uint64_t milliseconds_of(engine_time time) {
  const auto since = std::chrono::floor<milliseconds>(time.time_since_epoch()).count();
  return static_cast<std::uint64_t>(std::max(since, decltype(since){0}));
}

std::optional<double> host_percent(const sample& of, std::optional<std::uint32_t> cores) {
  if (!of.cpu_percent || cores.value_or(0) == 0)
    return std::nullopt;
  return *of.cpu_percent / *cores;
}

std::optional<double> limit_percent(const sample& of, std::optional<std::uint32_t>) {
  return cpu_limit_percent(of.now);
}

optional_count known_oom_kills(const row& row) {
  return has_memory_values(row.sample->now) ? optional_count{oom_kills(row)} : std::nullopt;
}

std::optional<engine_time> older_memory_time(const row& row) {
  using std::chrono::floor;
  const auto read_at = memory_read_at(row.sample->now);
  if (floor<milliseconds>(read_at) >= floor<milliseconds>(row.sampled_at)
      || !has_memory_details(row))
    return std::nullopt;
  return read_at;
}

container_facts facts_of(const row& row) {
  const auto& container = *row.container;
  container_facts facts;
  facts.exit_code = code_of(container.exit_code);
  facts.restart_count = container.restart_count;
  const bool is_host = container.id == host_id;
  const bool up = is_host || is_up(container.status);
  if (up && container.started_at)
    facts.started_ms = milliseconds_of(*container.started_at);
  if (up && row.sample) {
    facts.sampled_ms = milliseconds_of(row.sampled_at);
    const auto& now = row.sample->now;
    if (now.limits && now.memory_usage_bytes) // otherwise no limit is known
      facts.memory_limit_bytes = now.limits->memory_bytes.value_or(0);
  }
  if (is_host)
    return facts;
  facts.oom_kills = oom_kills(row);
  if (up && !container.health.empty())
    facts.health = container.health == "healthy" ? 1 : 0;
  facts.one = 1;
  if (!up)
    facts.last_exit_code = facts.exit_code;
  facts.restarts = container.restarts;
  facts.changed_bytes = container.size.rw_bytes;
  return facts;
}

} // namespace docker_monitor::model
