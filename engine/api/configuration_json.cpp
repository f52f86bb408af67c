#include "engine/api/configuration_json.hpp"

#include "model/whole_number.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace docker_monitor::engine {

namespace {

/// A port that the engine writes as text; 0 where there is none.
std::uint16_t port_in(std::string_view text) {
  return model::whole_number<std::uint16_t>(text).value_or(0);
}

/// Reads `{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"81/tcp":null}`.
std::vector<model::published_port> read_bindings(const object& bindings) {
  std::vector<model::published_port> ports;
  for (const auto field : bindings) {
    const std::string_view key = field.key;
    const auto slash = std::min(key.find('/'), key.size());
    const auto container_port = port_in(key.substr(0, slash));
    array hosts;
    if (container_port == 0 || field.value.get(hosts) != simdjson::SUCCESS)
      continue;
    const auto protocol = slash < key.size() ? key.substr(slash + 1) : std::string_view{"tcp"};
    for (const auto item : hosts) {
      object host;
      if (item.get(host) != simdjson::SUCCESS)
        continue;
      auto address = text_of(host, "HostIp");
      if (address.empty())
        address = "0.0.0.0";
      ports.push_back(
          {std::string{address}, port_in(text_of(host, "HostPort")), container_port, 1,
           std::string{protocol}});
    }
  }
  return ports;
}

/// True where `b` is the port behind those of `a`, inside and outside.
bool continues(const model::published_port& a, const model::published_port& b) {
  return a.protocol == b.protocol && a.host_address == b.host_address && a.host_port != 0
         && b.host_port == a.host_port + a.count && b.container_port == a.container_port + a.count;
}

/// Sorts ports and joins those that follow one another: a range of thousands is one entry.
std::vector<model::published_port> join_ranges(std::vector<model::published_port> ports) {
  std::ranges::sort(ports, {}, [](const model::published_port& port) {
    return std::tie(port.protocol, port.host_address, port.container_port, port.host_port);
  });
  std::vector<model::published_port> joined;
  for (auto& port : ports) {
    if (!joined.empty() && continues(joined.back(), port))
      ++joined.back().count;
    else
      joined.push_back(std::move(port));
  }
  return joined;
}

/// A container that runs has the ports it got, another one only those it asks for.
std::vector<model::published_port> read_ports(const object& inspection) {
  std::vector<model::published_port> ports;
  if (const auto settings = object_of(inspection, "NetworkSettings"))
    if (const auto bindings = object_of(*settings, "Ports"))
      ports = read_bindings(*bindings);
  if (const auto host_config = object_of(inspection, "HostConfig"); host_config && ports.empty())
    if (const auto bindings = object_of(*host_config, "PortBindings"))
      ports = read_bindings(*bindings);
  return join_ranges(std::move(ports));
}

std::vector<model::container_mount> read_mounts(const object& inspection) {
  std::vector<model::container_mount> mounts;
  array list;
  if (inspection["Mounts"].get(list) == simdjson::SUCCESS)
    for (const auto item : list) {
      object entry;
      if (item.get(entry) != simdjson::SUCCESS)
        continue;
      bool writable = true;
      if (entry["RW"].get(writable) != simdjson::SUCCESS)
        writable = true;
      mounts.push_back(
          {std::string{text_of(entry, "Type")}, std::string{text_of(entry, "Name")},
           std::string{text_of(entry, "Source")}, std::string{text_of(entry, "Destination")},
           !writable});
    }
  // Those of `--tmpfs` are no mounts to the engine.
  if (const auto host_config = object_of(inspection, "HostConfig"))
    if (const auto tmpfs = object_of(*host_config, "Tmpfs"))
      for (const auto field : *tmpfs)
        mounts.push_back({"tmpfs", {}, {}, std::string{field.key}, false});
  std::ranges::sort(mounts, {}, &model::container_mount::target);
  return mounts;
}

std::vector<model::container_network> read_networks(const object& inspection) {
  std::vector<model::container_network> networks;
  const auto settings = object_of(inspection, "NetworkSettings");
  const auto list = settings ? object_of(*settings, "Networks") : std::nullopt;
  if (!list)
    return networks;
  for (const auto field : *list) {
    object network;
    std::string_view address;
    if (field.value.get(network) == simdjson::SUCCESS) {
      address = text_of(network, "IPAddress");
      if (address.empty())
        address = text_of(network, "GlobalIPv6Address");
    }
    networks.push_back({std::string{field.key}, std::string{address}});
  }
  std::ranges::sort(networks, {}, &model::container_network::name);
  return networks;
}

/// The names only: values may be secrets.
std::vector<std::string> read_environment(const object& config) {
  std::vector<std::string> names;
  array list;
  if (config["Env"].get(list) != simdjson::SUCCESS)
    return names;
  for (const auto item : list) {
    std::string_view variable;
    if (item.get(variable) != simdjson::SUCCESS)
      continue;
    if (const auto name = variable.substr(0, variable.find('=')); !name.empty())
      names.emplace_back(name);
  }
  std::ranges::sort(names);
  const auto [first, last] = std::ranges::unique(names);
  names.erase(first, last);
  return names;
}

/// A limit; 0 and less mean that there is none.
std::optional<std::uint64_t> limit_of(const object& from, std::string_view key) {
  const auto value = integer_of(from, key);
  return value && *value > 0 ? std::optional{static_cast<std::uint64_t>(*value)} : std::nullopt;
}

model::configured_limits read_limits(const object& host_config) {
  constexpr double nano = 1e9;
  constexpr std::uint64_t usual_period = 100'000; // microseconds
  model::configured_limits limits;
  if (const auto cpus = limit_of(host_config, "NanoCpus"))
    limits.cpus = static_cast<double>(*cpus) / nano;
  else if (const auto quota = limit_of(host_config, "CpuQuota"))
    limits.cpus = static_cast<double>(*quota)
                  / static_cast<double>(limit_of(host_config, "CpuPeriod").value_or(usual_period));
  limits.cpu_shares = limit_of(host_config, "CpuShares");
  limits.cpuset = text_of(host_config, "CpusetCpus");
  limits.memory_bytes = limit_of(host_config, "Memory");
  limits.memory_reservation_bytes = limit_of(host_config, "MemoryReservation");
  limits.memory_swap_bytes = limit_of(host_config, "MemorySwap");
  limits.pids = limit_of(host_config, "PidsLimit");
  return limits;
}

template <class T>
void bound(std::vector<T>& list) {
  if (list.size() > model::max_configuration_entries)
    list.resize(model::max_configuration_entries);
  list.shrink_to_fit();
}

} // namespace

model::container_configuration parse_configuration(const object& inspection) {
  model::container_configuration configuration;
  if (const auto host_config = object_of(inspection, "HostConfig")) {
    configuration.limits = read_limits(*host_config);
    if (const auto policy = object_of(*host_config, "RestartPolicy"))
      configuration.restart_limit = limit_of(*policy, "MaximumRetryCount").value_or(0);
  }
  if (const auto config = object_of(inspection, "Config"))
    configuration.environment = read_environment(*config);
  configuration.ports = read_ports(inspection);
  configuration.mounts = read_mounts(inspection);
  configuration.networks = read_networks(inspection);
  bound(configuration.ports);
  bound(configuration.mounts);
  bound(configuration.networks);
  bound(configuration.environment);
  return configuration;
}

} // namespace docker_monitor::engine
