#include "http/prometheus/prometheus_cells.hpp"

#include "http/prometheus/prometheus_text.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <unordered_set>

namespace docker_monitor::http {

namespace {

using model::container_status;

/// Since 1970; nothing was before.
std::uint64_t milliseconds_of(model::engine_time time) {
  using namespace std::chrono;
  const auto count = floor<milliseconds>(time.time_since_epoch()).count();
  return static_cast<std::uint64_t>(std::max(count, decltype(count){0}));
}

/// Writes cells of one row.
class cell_writer {
 public:
  explicit cell_writer(std::vector<cell>& out) : out_(out) {}

  void put(family of, std::uint64_t raw, std::size_t which = 0) {
    out_.push_back({.raw = raw, .of = of, .which = static_cast<std::uint16_t>(which)});
  }

  void put(family of, const std::optional<std::uint64_t>& raw, std::size_t which = 0) {
    if (raw)
      put(of, *raw, which);
  }

  void put(family of, const std::optional<model::engine_time>& time) {
    if (time)
      put(of, milliseconds_of(*time));
  }

 private:
  std::vector<cell>& out_;
};

void put_cpu(cell_writer& to, const model::counters& now) {
  to.put(family::cpu_usage, now.cpu_total_ns);
  to.put(family::cpu_user, now.cpu_user_ns);
  to.put(family::cpu_system, now.cpu_system_ns);
  to.put(family::cfs_periods, now.cpu_periods);
  to.put(family::cfs_throttled_periods, now.cpu_throttled_periods);
  to.put(family::cfs_throttled_seconds, now.cpu_throttled_ns);
  if (const auto& limits = now.limits) {
    to.put(family::spec_cpu_quota, limits->cpu_quota_us);
    to.put(family::spec_cpu_period, limits->cpu_period_us);
    to.put(family::spec_cpu_shares, limits->cpu_shares);
  }
}

void put_memory(cell_writer& to, const model::sample& sample) {
  const auto& now = sample.now;
  to.put(family::memory_usage, now.memory_usage_bytes);
  to.put(family::memory_working_set, sample.memory_working_set_bytes);
  to.put(family::memory_rss, now.memory_rss_bytes);
  to.put(family::memory_cache, now.memory_cache_bytes);
  to.put(family::memory_swap, now.memory_swap_bytes);
  to.put(family::memory_failures, now.memory_failures);
  to.put(family::memory_max_usage, now.memory_max_bytes);
  if (now.limits && now.memory_usage_bytes) // else nothing is known of a limit
    to.put(family::spec_memory_limit, now.limits->memory_bytes.value_or(0));
}

/// Calls `put` for each interface; family by family, as the text has them.
void put_network(cell_writer& to, const model::counters& now) {
  if (!now.interfaces)
    return;
  const auto& all = *now.interfaces;
  const auto each = [&](family of, auto member) {
    for (std::size_t i = 0; i < all.size(); ++i)
      to.put(of, all[i].*member, i);
  };
  using counters = model::interface_counters;
  each(family::receive_bytes, &counters::rx_bytes);
  each(family::receive_packets, &counters::rx_packets);
  each(family::receive_errors, &counters::rx_errors);
  each(family::receive_dropped, &counters::rx_dropped);
  each(family::transmit_bytes, &counters::tx_bytes);
  each(family::transmit_packets, &counters::tx_packets);
  each(family::transmit_errors, &counters::tx_errors);
  each(family::transmit_dropped, &counters::tx_dropped);
}

void put_devices(cell_writer& to, const model::counters& now) {
  if (!now.devices) {
    to.put(family::reads, now.block_read_operations);
    to.put(family::writes, now.block_write_operations);
    to.put(family::reads_bytes, now.block_read_bytes);
    to.put(family::writes_bytes, now.block_write_bytes);
    return;
  }
  const auto& all = *now.devices;
  const auto each = [&](family of, auto member) {
    for (std::size_t i = 0; i < all.size(); ++i)
      to.put(of, all[i].*member, i);
  };
  using counters = model::device_counters;
  each(family::reads, &counters::read_operations);
  each(family::writes, &counters::write_operations);
  each(family::reads_bytes, &counters::read_bytes);
  each(family::writes_bytes, &counters::write_bytes);
}

void put_pressure(
    cell_writer& to, family waiting, family stalled,
    const std::optional<model::pressure>& pressure) {
  if (!pressure)
    return;
  to.put(waiting, pressure->waiting_us);
  to.put(stalled, pressure->stalled_us);
}

bool is_host(const model::row& row) {
  return row.container->id == model::host_id;
}

/// Also of a container that does not run: it may have ended by one.
void put_oom_events(cell_writer& to, const model::row& row) {
  if (!is_host(row))
    to.put(family::oom_events, oom_kills(row));
}

void put_sample(cell_writer& to, const model::row& row) {
  const auto& now = row.sample->now;
  put_cpu(to, now);
  put_memory(to, *row.sample);
  put_oom_events(to, row);
  put_network(to, now);
  put_devices(to, now);
  to.put(family::processes, now.processes);
  to.put(family::threads, now.pids);
  put_pressure(to, family::cpu_waiting, family::cpu_stalled, now.cpu_pressure);
  put_pressure(to, family::memory_waiting, family::memory_stalled, now.memory_pressure);
  put_pressure(to, family::io_waiting, family::io_stalled, now.block_pressure);
}

template <class Shared>
std::size_t hash_names(std::size_t seed, const Shared& all) {
  constexpr std::size_t factor = 0x9e3779b97f4a7c15;
  if (!all)
    return seed * factor;
  for (const auto& each : *all)
    seed = (seed ^ std::hash<std::string>{}(each.name)) * factor;
  return (seed + 1) * factor;
}

/// A device as cAdvisor names it; by its numbers where we have no name.
std::string device_path(const std::string& name) {
  return name.find(':') == std::string::npos ? "/dev/" + name : name;
}

std::string cgroup_of(const model::row& row) {
  const auto& limits = limits_of(row); // also of one that ended: its series go on
  if (limits && limits->cgroup_path.size() > 1)
    return limits->cgroup_path;
  return "/docker/" + row.container->id;
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty())
    out += ',';
  out.append(name).append("=");
  append_label_value(out, value);
}

} // namespace

void collect(std::vector<cell>& out, const model::row& row) {
  cell_writer to{out};
  const auto& container = *row.container;
  // What ended or begins anew has no sample of its own; the rest of one that just ended is over.
  const bool up = is_host(row) || model::is_up(container.status);
  if (up && row.sample)
    put_sample(to, row);
  else
    put_oom_events(to, row);
  if (up) {
    to.put(family::start_time, container.started_at);
    if (row.sample)
      to.put(family::last_seen, last_seen_of(row));
  }
  if (is_host(row))
    return;
  if (up && !container.health.empty())
    to.put(family::health_state, container.health == "healthy" ? 1 : 0);
  to.put(family::status, 1, static_cast<std::size_t>(container.status));
  if (!up && container.exit_code)
    to.put(family::exit_code, static_cast<std::uint64_t>(std::int64_t{*container.exit_code}));
  to.put(family::restarts, container.restarts);
  to.put(family::fs_usage, container.size.rw_bytes);
  to.put(family::oom_kills, oom_kills(row));
}

std::uint64_t last_seen_of(const model::row& row) {
  return milliseconds_of(row.sampled_at);
}

std::size_t hash_of_names(const model::sample& sample) {
  return hash_names(hash_names(1, sample.now.interfaces), sample.now.devices);
}

void append_own_label(std::string& out, const cell& of, const model::sample_ptr& sample) {
  const auto label = describe(of.of).label;
  if (label.empty())
    return;
  out.append(label).append("=");
  if (of.of == family::cpu_usage)
    out += "\"total\"";
  else if (of.of == family::status)
    append_label_value(out, to_string(static_cast<container_status>(of.which)));
  else if (label == "interface")
    append_label_value(out, sample->now.interfaces->at(of.which).name);
  else if (sample->now.devices)
    append_label_value(out, device_path(sample->now.devices->at(of.which).name));
  else
    out += "\"\""; // the sum over all devices
}

std::string series_labels(const model::row& row, std::span<const std::string> keys) {
  std::string out;
  if (is_host(row)) {
    append_label(out, "id", model::host_id);
    return out;
  }
  append_label(out, "id", cgroup_of(row));
  append_label(out, "image", row.container->image);
  append_label(out, "name", row.container->name);
  std::unordered_set<std::string> used;
  for (const auto& key : keys) {
    const auto found = row.container->labels.find(key);
    if (found == row.container->labels.end() || found->second.empty())
      continue;
    if (const auto name = label_name(key); used.insert(name).second)
      append_label(out, name, found->second);
  }
  return out;
}

} // namespace docker_monitor::http
