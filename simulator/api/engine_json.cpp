#include "simulator/api/engine_json.hpp"

#include "simulator/api/version.hpp"
#include "simulator/container/random.hpp"

#include <nlohmann/json.hpp>

namespace docker_monitor::simulator {

namespace {

using json = nlohmann::ordered_json;

/// The parts of Docker's `/info` that do not depend on the host's containers.
constexpr std::string_view plain_info = R"({"Images":24,"Driver":"overlay2",
"DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"]],
"Plugins":{"Volume":["local"],"Network":["bridge","host","ipvlan","macvlan","null","overlay"],
"Authorization":null,"Log":["json-file","local","syslog"]},"MemoryLimit":true,"SwapLimit":true,
"CpuCfsPeriod":true,"CpuCfsQuota":true,"CPUShares":true,"CPUSet":true,"PidsLimit":true,
"IPv4Forwarding":true,"BridgeNfIptables":true,"BridgeNfIp6tables":true,"Debug":false,"NFd":27,
"OomKillDisable":false,"NGoroutines":41,"SystemTime":"","LoggingDriver":"json-file",
"CgroupDriver":"systemd","CgroupVersion":"2","NEventsListener":1,"KernelVersion":"6.12.0",
"OperatingSystem":"Simulated Linux","OSVersion":"1","OSType":"linux","Architecture":"x86_64",
"IndexServerAddress":"https://index.docker.io/v1/","RegistryConfig":{"IndexConfigs":{},"InsecureRegistryCIDRs":["127.0.0.0/8"],"Mirrors":[]},"NCPU":0,
"MemTotal":0,"GenericResources":null,"DockerRootDir":"/var/lib/docker","HttpProxy":"",
"HttpsProxy":"","NoProxy":"","Name":"simulated","Labels":[],"ExperimentalBuild":false,
"ServerVersion":"","Runtimes":{"runc":{"path":"runc"}},"DefaultRuntime":"runc",
"Swarm":{"NodeID":"","NodeAddr":"","LocalNodeState":"inactive","ControlAvailable":false,
"Error":"","RemoteManagers":null},"LiveRestoreEnabled":false,"Isolation":"",
"InitBinary":"docker-init","ContainerdCommit":{"ID":"","Expected":""},
"RuncCommit":{"ID":"","Expected":""},"InitCommit":{"ID":"","Expected":""},
"SecurityOptions":["name=seccomp,profile=builtin"],"Warnings":null})";

/// Formats 32 hexadecimal digits as a UUID.
std::string uuid(const std::string& hex) {
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-a"
         + hex.substr(17, 3) + '-' + hex.substr(20, 12);
}

json mistype(const json& value, bool outermost) {
  switch (value.type()) {
  case json::value_t::string:
    return 42;
  case json::value_t::boolean:
    return json::object();
  case json::value_t::null:
    return "null";
  case json::value_t::array: {
    if (!outermost)
      return json::object();
    json list = json::array();
    for (const auto& item : value)
      list.push_back(mistype(item, false));
    return list;
  }
  case json::value_t::object: {
    json object = json::object();
    for (const auto& [key, item] : value.items())
      object[key] = mistype(item, false);
    return object;
  }
  default:
    return "forty-two";
  }
}

} // namespace

std::string version_json(const simulation_options& options) {
  const bool podman = options.brand == engine_brand::podman;
  const auto release = engine_release(options);
  const auto minimum = min_api_version(options);
  const json details{
      {"ApiVersion", podman ? release : options.api_version},
      {"Arch", "amd64"},
      {"Experimental", "false"},
      {"KernelVersion", "6.12.0"},
      {"MinAPIVersion", podman ? "4.0.0" : minimum},
      {"Os", "linux"}};
  const json all{
      {"Platform", {{"Name", podman ? "linux/amd64/simulated" : ""}}},
      {"Components", json::array(
                         {{{"Name", podman ? "Podman Engine" : "Engine"},
                           {"Version", release},
                           {"Details", details}}})},
      {"Version", release},
      {"ApiVersion", options.api_version},
      {"MinAPIVersion", minimum},
      {"GitCommit", ""},
      {"GoVersion", "go1.24.4"},
      {"Os", "linux"},
      {"Arch", "amd64"},
      {"KernelVersion", "6.12.0"},
      {"BuildTime", "2026-01-01T00:00:00.000000000+00:00"}};
  return all.dump() + '\n';
}

std::string info_json(const simulation& simulation, std::uint64_t call) {
  const auto& options = simulation.options();
  std::size_t running = 0;
  std::size_t paused = 0;
  for (const auto& [serial, container] : simulation.containers()) {
    paused += container.status == model::container_status::paused ? 1 : 0;
    running += model::is_up(container.status) ? 1 : 0;
  }
  const bool podman = options.brand == engine_brand::podman;
  const auto seed = std::to_string(options.seed) + (podman ? std::to_string(call) : "");
  auto all = json::parse(plain_info);
  all["ID"] = uuid(id_of("engine " + seed));
  all["Containers"] = simulation.containers().size();
  all["ContainersRunning"] = running - paused;
  all["ContainersPaused"] = paused;
  all["ContainersStopped"] = simulation.containers().size() - running;
  all["SystemTime"] = engine_timestamp(simulation.wall());
  all["CgroupDriver"] = on_cgroup_v2(options) ? "systemd" : "cgroupfs";
  all["CgroupVersion"] = on_cgroup_v2(options) ? "2" : "1";
  all["NCPU"] = options.cores;
  all["MemTotal"] = options.memory_bytes;
  all["ServerVersion"] = engine_release(options);
  if (podman) {
    all["DefaultRuntime"] = "crun";
    all["BuildahVersion"] = "1.39.3";
    all["Rootless"] = false;
  }
  return all.dump() + '\n';
}

std::string event_json(const simulated_event& event, bool legacy) {
  json all = json::object();
  if (legacy && event.type == "container") {
    all["status"] = event.action;
    all["id"] = event.actor;
    if (const auto image = event.attributes.find("image"); image != event.attributes.end())
      all["from"] = image->second;
  }
  all["Type"] = event.type;
  all["Action"] = event.action;
  all["Actor"] = {{"ID", event.actor}, {"Attributes", event.attributes}};
  all["scope"] = "local";
  all["time"] = std::chrono::floor<std::chrono::seconds>(event.time).time_since_epoch().count();
  all["timeNano"] = event.time.time_since_epoch().count();
  if (!event.health.empty())
    all["HealthStatus"] = event.health;
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string error_json(const std::string& message) {
  return json{{"message", message}}.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string wrong_types(const std::string& text) {
  const auto value = json::parse(text, nullptr, false);
  return value.is_discarded() ? "[1,\"two\",{}]\n" : mistype(value, true).dump() + '\n';
}

} // namespace docker_monitor::simulator
