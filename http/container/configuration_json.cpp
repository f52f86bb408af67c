#include "http/container/configuration_json.hpp"

#include "http/message/json_text.hpp"

#include <vector>

namespace docker_monitor::http {

namespace {

/// Appends an array with one object per entry, which `fill` makes.
template <class T, class Fill>
void append_objects(
    std::string& out, json_object& o, std::string_view name, const std::vector<T>& entries,
    Fill fill) {
  if (!o.wants(name))
    return;
  o.key(name);
  out += '[';
  for (const auto& entry : entries) {
    if (&entry != &entries.front())
      out += ',';
    json_object each{out, o.wanted_of(name)};
    fill(each, entry);
    each.end();
  }
  out += ']';
}

void append_environment(std::string& out, json_object& o, const std::vector<std::string>& names) {
  if (!o.wants("environment"))
    return;
  o.key("environment");
  out += '[';
  for (const auto& name : names) {
    if (&name != &names.front())
      out += ',';
    append_json_name(out, name);
  }
  out += ']';
}

std::optional<std::uint64_t> unless_zero(std::uint64_t value) {
  return value > 0 ? std::optional{value} : std::nullopt;
}

} // namespace

void append_configuration(std::string& out, json_object& o, const model::container& container) {
  const auto& c = *container.configuration;
  o.object("restartPolicy", [&](json_object& policy) {
    policy.text("name", container.restart_policy.empty() ? "no" : container.restart_policy);
    policy.integer("maximumRetryCount", unless_zero(c.restart_limit));
  });
  append_objects(out, o, "ports", c.ports, [](json_object& each, const model::published_port& p) {
    each.text("hostAddress", p.host_address);
    each.integer("hostPort", unless_zero(p.host_port));
    each.integer("containerPort", p.container_port);
    each.integer("count", p.count);
    each.text("protocol", p.protocol);
  });
  append_objects(
      out, o, "mounts", c.mounts, [](json_object& each, const model::container_mount& m) {
        each.text("type", m.type);
        each.text("name", m.name);
        each.text("source", m.source);
        each.text("target", m.target);
        each.boolean("readOnly", m.read_only);
      });
  append_objects(
      out, o, "networks", c.networks, [](json_object& each, const model::container_network& n) {
        each.text("name", n.name);
        each.text("address", n.address);
      });
  append_environment(out, o, c.environment);
  o.object("limits", [&](json_object& limits) {
    limits.decimal("cpus", c.limits.cpus);
    limits.integer("cpuShares", c.limits.cpu_shares);
    limits.text("cpuset", c.limits.cpuset);
    limits.integer("memoryBytes", c.limits.memory_bytes);
    limits.integer("memoryReservationBytes", c.limits.memory_reservation_bytes);
    limits.integer("memorySwapBytes", c.limits.memory_swap_bytes);
    limits.integer("pids", c.limits.pids);
  });
}

} // namespace docker_monitor::http
