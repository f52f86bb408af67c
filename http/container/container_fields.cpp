#include "http/container/container_fields.hpp"

#include "model/metric/metric_table.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace docker_monitor::http {

namespace {

/// The members before the measured ones.
constexpr auto facts = std::to_array<std::string_view>({
    "name",
    "id",
    "host",
    "image",
    "imageId",
    "status",
    "health",
    "startedAt",
    "finishedAt",
    "exitCode",
    "oomKilled",
    "restartCount",
    "labels",
    "service.project",
    "service.name",
    "service.number",
    "networkMode",
    "size.rwBytes",
    "size.rootFsBytes",
    "command",
    "source",
});

/// How a container is set up: in the object of one container only.
constexpr auto configured = std::to_array<std::string_view>({
    "restartPolicy.name",
    "restartPolicy.maximumRetryCount",
    "ports.hostAddress",
    "ports.hostPort",
    "ports.containerPort",
    "ports.count",
    "ports.protocol",
    "mounts.type",
    "mounts.name",
    "mounts.source",
    "mounts.target",
    "mounts.readOnly",
    "networks.name",
    "networks.address",
    "environment",
    "limits.cpus",
    "limits.cpuShares",
    "limits.cpuset",
    "limits.memoryBytes",
    "limits.memoryReservationBytes",
    "limits.memorySwapBytes",
    "limits.pids",
});

constexpr bool is_measured(const model::metric_definition& metric) {
  return !metric.path.empty() && !std::holds_alternative<model::fact_count>(metric.from);
}

constexpr auto make_fields() {
  constexpr auto measured = std::ranges::count_if(model::metric_table, is_measured);
  std::array<std::string_view, facts.size() + measured + 1> all{};
  auto* next = std::ranges::copy(facts, all.begin()).out;
  for (const auto& metric : model::metric_table)
    if (is_measured(metric))
      *next++ = metric.path;
  *next = "sampledAt";
  return all;
}

constexpr auto fields = make_fields();

/// Returns true for a member of `all` or a group of members.
bool is_among(std::string_view path, std::span<const std::string_view> all) {
  return std::ranges::any_of(all, [&](std::string_view field) {
    return field.starts_with(path) && (field.size() == path.size() || field[path.size()] == '.');
  });
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> names;
  for (;;) {
    names.push_back(path.substr(0, path.find('.')));
    if (names.back().size() == path.size())
      return names;
    path.remove_prefix(names.back().size() + 1);
  }
}

/// Adds a field to the selection. Returns false for an unknown name.
bool add_field(
    member_selection& to, std::string_view path, std::span<const std::string> shown_labels,
    container_object object) {
  constexpr std::string_view labels = "labels.";
  if (path.starts_with(labels)) { // a key may have dots of its own
    const auto key = path.substr(labels.size());
    if (std::ranges::find(shown_labels, key) == shown_labels.end())
      return false;
    to.add(std::array{labels.substr(0, labels.size() - 1), key});
    return true;
  }
  if (path.empty()
      || (!is_among(path, fields)
          && (object == container_object::of_list || !is_among(path, configured))))
    return false;
  to.add(split(path));
  return true;
}

} // namespace

std::span<const std::string_view> container_fields() {
  return fields;
}

std::span<const std::string_view> configuration_fields() {
  return configured;
}

model::expected<member_selection>
choose_fields(const request& request, std::span<const std::string> shown, container_object object) {
  member_selection chosen;
  for (const auto& [name, value] : request.query) {
    if (name != "fields")
      continue;
    for (std::string_view rest = value;;) {
      const auto path = rest.substr(0, rest.find(','));
      if (!add_field(chosen, path, shown, object))
        return model::failure{
            model::failure_code::malformed,
            "unknown field '" + std::string{path}
                + "'; fields are members of a container such as name,status,cpu.percent,memory"};
      if (path.size() == rest.size())
        break;
      rest.remove_prefix(path.size() + 1);
    }
  }
  return chosen;
}

} // namespace docker_monitor::http
