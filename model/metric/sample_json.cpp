#include "model/metric/sample_json.hpp"

#include "model/json_members.hpp"

#include <array>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;
using count = std::optional<std::uint64_t>;

constexpr std::array<std::pair<const char*, count counters::*>, 19> counts{{
    {"cpu_total_ns", &counters::cpu_total_ns},
    {"cpu_user_ns", &counters::cpu_user_ns},
    {"cpu_system_ns", &counters::cpu_system_ns},
    {"cpu_periods", &counters::cpu_periods},
    {"cpu_throttled_periods", &counters::cpu_throttled_periods},
    {"cpu_throttled_ns", &counters::cpu_throttled_ns},
    {"memory_usage_bytes", &counters::memory_usage_bytes},
    {"memory_inactive_file_bytes", &counters::memory_inactive_file_bytes},
    {"memory_rss_bytes", &counters::memory_rss_bytes},
    {"memory_cache_bytes", &counters::memory_cache_bytes},
    {"memory_swap_bytes", &counters::memory_swap_bytes},
    {"memory_limit_bytes", &counters::memory_limit_bytes},
    {"memory_oom_kills", &counters::memory_oom_kills},
    {"block_read_bytes", &counters::block_read_bytes},
    {"block_write_bytes", &counters::block_write_bytes},
    {"block_read_operations", &counters::block_read_operations},
    {"block_write_operations", &counters::block_write_operations},
    {"pids", &counters::pids},
    {"pids_limit", &counters::pids_limit},
}};

constexpr std::array<std::pair<const char*, std::optional<pressure> counters::*>, 3> pressures{{
    {"cpu_pressure", &counters::cpu_pressure},
    {"memory_pressure", &counters::memory_pressure},
    {"block_pressure", &counters::block_pressure},
}};

constexpr std::array<std::pair<const char*, std::optional<double> sample::*>, 4> figures{{
    {"cpu_percent", &sample::cpu_percent},
    {"memory_percent", &sample::memory_percent},
    {"block_read_bytes_per_second", &sample::block_read_bytes_per_second},
    {"block_write_bytes_per_second", &sample::block_write_bytes_per_second},
}};

json to_document(const interface_counters& i, const interface_rates& rates) {
  json object{
      {"name", i.name},
      {"rx_bytes", i.rx_bytes},
      {"rx_packets", i.rx_packets},
      {"rx_dropped", i.rx_dropped},
      {"tx_bytes", i.tx_bytes},
      {"tx_packets", i.tx_packets},
      {"tx_dropped", i.tx_dropped}};
  put(object, "rx_errors", i.rx_errors);
  put(object, "tx_errors", i.tx_errors);
  put(object, "rx_bytes_per_second", rates.rx_bytes_per_second);
  put(object, "tx_bytes_per_second", rates.tx_bytes_per_second);
  return object;
}

std::pair<interface_counters, interface_rates> read_interface(const json& object) {
  interface_counters i;
  i.name = object.at("name").get<std::string>();
  get(object, "rx_bytes", i.rx_bytes);
  get(object, "rx_packets", i.rx_packets);
  get(object, "rx_dropped", i.rx_dropped);
  get(object, "tx_bytes", i.tx_bytes);
  get(object, "tx_packets", i.tx_packets);
  get(object, "tx_dropped", i.tx_dropped);
  get(object, "rx_errors", i.rx_errors);
  get(object, "tx_errors", i.tx_errors);
  interface_rates rates;
  get(object, "rx_bytes_per_second", rates.rx_bytes_per_second);
  get(object, "tx_bytes_per_second", rates.tx_bytes_per_second);
  return {std::move(i), rates};
}

} // namespace

json sample_to_json(const sample& sample) {
  auto object = json::object();
  for (const auto& [key, member] : figures)
    put(object, key, sample.*member);
  put(object, "memory_working_set_bytes", sample.memory_working_set_bytes);
  for (const auto& [key, member] : counts)
    put(object, key, sample.now.*member);
  for (const auto& [key, member] : pressures)
    if (const auto& p = sample.now.*member)
      object[key] = {{"waiting_us", p->waiting_us}, {"stalled_us", p->stalled_us}};
  if (sample.now.interfaces) {
    auto& array = object["interfaces"] = json::array();
    const auto& interfaces = *sample.now.interfaces;
    for (std::size_t i = 0; i < interfaces.size(); ++i)
      array.push_back(to_document(
          interfaces[i], i < sample.interfaces.size() ? sample.interfaces[i] : interface_rates{}));
  }
  return object;
}

sample sample_from_json(const json& object) {
  sample s;
  for (const auto& [key, member] : figures)
    get(object, key, s.*member);
  get(object, "memory_working_set_bytes", s.memory_working_set_bytes);
  for (const auto& [key, member] : counts)
    get(object, key, s.now.*member);
  for (const auto& [key, member] : pressures)
    if (const auto found = object.find(key); found != object.end()) {
      pressure known{};
      get(*found, "waiting_us", known.waiting_us);
      get(*found, "stalled_us", known.stalled_us);
      s.now.*member = known;
    }
  if (const auto array = object.find("interfaces"); array != object.end()) {
    std::vector<interface_counters> interfaces;
    for (const auto& element : *array) {
      auto [counted, rates] = read_interface(element);
      interfaces.push_back(std::move(counted));
      s.interfaces.push_back(rates);
    }
    s.now.interfaces =
        std::make_shared<const std::vector<interface_counters>>(std::move(interfaces));
  }
  return s;
}

} // namespace docker_monitor::model
