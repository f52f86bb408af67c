#include "model/metric/sample_json.hpp"

#include "model/json_members.hpp"
#include "model/metric/metric_values.hpp"

#include <string>
#include <utility>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

/// Calls `take.operator()<I>()` for each recorded metric of such a source.
template <class Source, class Take>
void for_each_recorded(Take take) {
  for_each_metric([&]<std::size_t I>() {
    if constexpr (is_from<Source>(I) && !metric_table[I].recorded.empty())
      take.template operator()<I>();
  });
}

template <std::size_t I>
const char* const key_of = metric_table[I].recorded.data(); // a literal

/// Returns the two keys of a pressure's total, such as `cpu_pressure` and `waiting_us`.
template <std::size_t I>
std::pair<std::string, std::string> keys_of_pressure() {
  constexpr auto key = metric_table[I].recorded;
  constexpr auto dot = key.find('.');
  return {std::string{key.substr(0, dot)}, std::string{key.substr(dot + 1)}};
}

json to_document(const interface_counters& counters, const interface_rates& rates) {
  const interface_view of{counters, &rates};
  json object{{"name", counters.name}};
  const auto write = [&]<std::size_t I>() { put(object, key_of<I>, value_of<I>(of)); };
  for_each_recorded<interface_count>(write);
  for_each_recorded<interface_known_count>(write);
  for_each_recorded<interface_rate>(write);
  return object;
}

std::pair<interface_counters, interface_rates> read_interface(const json& object) {
  interface_counters counters;
  interface_rates rates;
  counters.name = object.at("name").get<std::string>();
  for_each_recorded<interface_count>([&]<std::size_t I>() {
    get(object, key_of<I>, counters.*metric_source_of<I, interface_count>);
  });
  for_each_recorded<interface_known_count>([&]<std::size_t I>() {
    get(object, key_of<I>, counters.*metric_source_of<I, interface_known_count>);
  });
  for_each_recorded<interface_rate>(
      [&]<std::size_t I>() { get(object, key_of<I>, rates.*metric_source_of<I, interface_rate>); });
  return {std::move(counters), rates};
}

} // namespace

json sample_to_json(const sample& sample) {
  auto object = json::object();
  const auto write = [&]<std::size_t I>() { put(object, key_of<I>, value_of<I>(sample)); };
  for_each_recorded<sample_number>(write);
  for_each_recorded<sample_count>(write);
  for_each_metric([&]<std::size_t I>() {
    constexpr bool is_read = is_from<read_count>(I) || is_from<device_count>(I);
    if constexpr (is_read && !metric_table[I].recorded.empty())
      write.template operator()<I>();
  });
  for_each_recorded<pressure_total>([&]<std::size_t I>() {
    const auto [group, total] = keys_of_pressure<I>();
    if (const auto value = value_of<I>(sample))
      object[group][total] = *value;
  });
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
  for_each_recorded<sample_number>(
      [&]<std::size_t I>() { get(object, key_of<I>, s.*metric_source_of<I, sample_number>); });
  for_each_recorded<sample_count>(
      [&]<std::size_t I>() { get(object, key_of<I>, s.*metric_source_of<I, sample_count>); });
  for_each_recorded<read_count>(
      [&]<std::size_t I>() { get(object, key_of<I>, s.now.*metric_source_of<I, read_count>); });
  for_each_recorded<device_count>([&]<std::size_t I>() {
    get(object, key_of<I>, s.now.*metric_source_of<I, device_count>.sum);
  });
  for_each_recorded<pressure_total>([&]<std::size_t I>() {
    constexpr auto to = metric_source_of<I, pressure_total>;
    const auto [group, total] = keys_of_pressure<I>();
    if (const auto found = object.find(group); found != object.end()) {
      auto& known = s.now.*to.of;
      if (!known)
        known.emplace();
      get(*found, total.c_str(), (*known).*to.total);
    }
  });
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
