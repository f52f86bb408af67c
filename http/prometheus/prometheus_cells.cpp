#include "http/prometheus/prometheus_cells.hpp"

#include "http/prometheus/prometheus_text.hpp"
#include "model/metric/metric_values.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_set>

namespace docker_monitor::http {

namespace {

using model::container_status;

constexpr auto status_family = family_named("container_status");

/// Writes the cells of one row. The destination has room for them.
class cell_writer {
 public:
  explicit cell_writer(cell* to) : to_(to) {}

  void put(family of, std::uint64_t raw, std::size_t which = 0) {
    *to_++ = {.raw = raw, .of = of, .which = static_cast<std::uint16_t>(which)};
  }

  void put(family of, const std::optional<std::uint64_t>& raw, std::size_t which = 0) {
    if (raw)
      put(of, *raw, which);
  }

  [[nodiscard]] const cell* end() const { return to_; }

 private:
  cell* to_;
};

/// Returns an upper bound for the cells of a row.
std::size_t max_cells(const model::row& row) {
  constexpr auto of_interfaces = std::ranges::count(families, true, model::is_of_interface);
  constexpr auto of_devices =
      std::ranges::count(families, true, model::is_from<model::device_count>);
  auto most = family_count;
  if (!row.sample)
    return most;
  const auto& now = row.sample->now;
  if (now.interfaces)
    most += static_cast<std::size_t>(of_interfaces) * now.interfaces->size();
  if (now.devices)
    most += static_cast<std::size_t>(of_devices) * now.devices->size();
  return most;
}

bool is_host(const model::row& row) {
  return row.container->id == model::host_id;
}

/// Adds a counter of each interface or device.
template <class Each, class Member>
void put_each(cell_writer& to, family of, const std::vector<Each>& all, Member member) {
  for (std::size_t i = 0; i < all.size(); ++i)
    to.put(of, all[i].*member, i);
}

/// Adds the series of a measured metric.
template <std::size_t I>
void put_measured(cell_writer& to, family of, const model::row& row) {
  const auto& now = row.sample->now;
  if constexpr (model::is_from<model::interface_count>(I)) {
    if (now.interfaces)
      put_each(to, of, *now.interfaces, model::metric_source_of<I, model::interface_count>);
  } else if constexpr (model::is_from<model::interface_known_count>(I)) {
    if (now.interfaces)
      put_each(to, of, *now.interfaces, model::metric_source_of<I, model::interface_known_count>);
  } else if constexpr (model::is_from<model::device_count>(I)) {
    constexpr auto from = model::metric_source_of<I, model::device_count>;
    if (now.devices)
      put_each(to, of, *now.devices, from.each);
    else
      to.put(of, now.*from.sum);
  } else {
    to.put(of, model::value_of<I>(model::row_view{row}));
  }
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

/// Returns the path of a device as cAdvisor shows it; its numbers where the name is unknown.
std::string device_path(const std::string& name) {
  return name.find(':') == std::string::npos ? "/dev/" + name : name;
}

std::string cgroup_of(const model::row& row) {
  const auto& limits = limits_of(row); // also of an ended container: its series continue
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
  const auto before = out.size();
  out.resize(before + max_cells(row));
  cell_writer to{out.data() + before};
  const auto facts = model::facts_of(row);
  // An ended or starting container has no current sample; the last sample of a container that just
  // ended is not current.
  const bool measured = facts.sampled_ms.has_value();
  const auto put = [&]<std::size_t F>() {
    constexpr std::size_t metric = families[F];
    constexpr auto of = static_cast<family>(F);
    if constexpr (model::is_from<model::fact_count>(metric)) {
      const auto which = of == status_family ? static_cast<std::size_t>(row.container->status) : 0;
      to.put(of, facts.*model::metric_source_of<metric, model::fact_count>, which);
    } else if (measured) {
      put_measured<metric>(to, of, row);
    }
  };
  const auto put_all = [&]<std::size_t... F>(std::index_sequence<F...>) {
    (put.template operator()<F>(), ...);
  };
  put_all(std::make_index_sequence<family_count>{});
  out.resize(static_cast<std::size_t>(to.end() - out.data()));
}

std::uint64_t last_seen_of(const model::row& row) {
  return model::milliseconds_of(row.sampled_at);
}

std::size_t hash_of_names(const model::sample& sample) {
  return hash_names(hash_names(1, sample.now.interfaces), sample.now.devices);
}

void append_own_label(std::string& out, const cell& of, const model::sample_ptr& sample) {
  const auto label = describe(of.of).label;
  if (label.empty())
    return;
  out.append(label).append("=");
  if (label == "cpu")
    out += "\"total\"";
  else if (of.of == status_family)
    append_label_value(out, to_string(static_cast<container_status>(of.which)));
  else if (label == "interface")
    append_label_value(out, sample->now.interfaces->at(of.which).name);
  else if (sample->now.devices)
    append_label_value(out, device_path(sample->now.devices->at(of.which).name));
  else
    out += "\"\""; // the sum over all devices has an empty label
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
