#include "simulator/api/engine_json.hpp"
#include "simulator/api/json_text.hpp"
#include "simulator/api/version.hpp"
#include "simulator/container/network.hpp"
#include "simulator/container/random.hpp"

#include <nlohmann/json.hpp>

namespace docker_monitor::simulator {

namespace {

using json = nlohmann::ordered_json;

/// The HostConfig of a `docker create` without options, where all releases agree.
constexpr std::string_view plain_host_config = R"({"Binds":null,"ContainerIDFile":"",
"LogConfig":{"Type":"json-file","Config":{}},"NetworkMode":"default","PortBindings":{},
"RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":false,"VolumeDriver":"",
"VolumesFrom":null,"ConsoleSize":[0,0],"CapAdd":null,"CapDrop":null,"CgroupnsMode":"private",
"Dns":[],"DnsOptions":[],"DnsSearch":[],"ExtraHosts":null,"GroupAdd":null,"IpcMode":"private",
"Cgroup":"","Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":false,
"ReadonlyRootfs":false,"SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":67108864,
"Runtime":"runc","Isolation":"","CpuShares":0,"Memory":0,"NanoCpus":0,"CgroupParent":"",
"BlkioWeight":0,"BlkioWeightDevice":[],"BlkioDeviceReadBps":[],"BlkioDeviceWriteBps":[],
"BlkioDeviceReadIOps":[],"BlkioDeviceWriteIOps":[],"CpuPeriod":0,"CpuQuota":0,
"CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"","CpusetMems":"","Devices":[],
"DeviceCgroupRules":null,"DeviceRequests":null,"MemoryReservation":0,"MemorySwap":0,
"MemorySwappiness":null,"OomKillDisable":null,"PidsLimit":null,"Ulimits":[],"CpuCount":0,
"CpuPercent":0,"IOMaximumIOps":0,"IOMaximumBandwidth":0,"MaskedPaths":["/proc/asound",
"/proc/acpi","/proc/kcore","/proc/keys","/proc/latency_stats","/proc/timer_list",
"/proc/timer_stats","/proc/sched_debug","/proc/scsi","/sys/firmware"],
"ReadonlyPaths":["/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]})";

constexpr std::string_view plain_config = R"({"Hostname":"","Domainname":"","User":"",
"AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"Tty":false,"OpenStdin":false,
"StdinOnce":false,"Env":null,"Cmd":[],"Image":"","Volumes":null,"WorkingDir":"",
"Entrypoint":null,"OnBuild":null,"Labels":{}})";

std::string time_or_never(const std::optional<model::engine_time>& time) {
  return time ? engine_timestamp(*time) : "0001-01-01T00:00:00Z";
}

/// Splits a command line into words.
json words(const std::string& command) {
  json list = json::array();
  std::size_t from = 0;
  while (from < command.size()) {
    const auto to = std::min(command.find(' ', from), command.size());
    if (to > from)
      list.push_back(command.substr(from, to - from));
    from = to + 1;
  }
  return list;
}

/// The first part of the image's own name: `postgres` of `registry.example.com/postgres:15`.
std::string image_word(const simulated_container& container) {
  const auto slash = container.image.rfind('/');
  const auto name = container.image.substr(slash == std::string::npos ? 0 : slash + 1);
  return name.substr(0, name.find_first_of(":-@"));
}

/// Where a container that listens is published, as `docker run -P` does.
json bindings(const simulated_container& container) {
  constexpr std::uint64_t first = 32768;
  constexpr std::uint64_t count = 28232; // those that Linux gives away
  const auto host_port = std::to_string(first + container.serial % count);
  auto hosts = json::array();
  for (const auto* address : {"0.0.0.0", "::"})
    hosts.push_back({{"HostIp", address}, {"HostPort", host_port}});
  return {{std::to_string(container.port) + "/tcp", hosts}};
}

/// The volume of a database.
json mounts(const simulated_container& container) {
  auto list = json::array();
  if (container.kind != character::steady || container.port == 0)
    return list;
  const auto volume = container.name + "-data";
  list.push_back(json{
      {"Type", "volume"},
      {"Name", volume},
      {"Source", "/var/lib/docker/volumes/" + volume + "/_data"},
      {"Destination", "/var/lib/" + image_word(container)},
      {"Driver", "local"},
      {"Mode", "z"},
      {"RW", true},
      {"Propagation", ""}});
  return list;
}

json environment(const simulated_container& container) {
  json list{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TZ=UTC"};
  if (container.kind == character::steady)
    list.push_back("DATABASE_PASSWORD=simulated");
  return list;
}

json state(const simulation& simulation, const simulated_container& container) {
  using model::container_status;
  const auto is = [&](container_status status) { return container.status == status; };
  json state{
      {"Status", model::to_string(container.status)},
      {"Running", model::is_listed(container.status)}, // also while restarting
      {"Paused", is(container_status::paused)},
      {"Restarting", is(container_status::restarting)},
      {"OOMKilled", container.oom_killed},
      {"Dead", is(container_status::dead)},
      {"Pid", container.pid},
      {"ExitCode", container.exit_code},
      {"Error", ""},
      {"StartedAt", time_or_never(container.started_at)},
      {"FinishedAt", time_or_never(container.finished_at)}};
  if (!container.health.empty()) {
    json log = json::array();
    if (container.health != "starting") {
      const auto end = engine_timestamp(simulation.wall());
      log.push_back(
          {{"Start", end},
           {"End", end},
           {"ExitCode", container.failing_streak > 0 ? 1 : 0},
           {"Output", container.failing_streak > 0 ? "connection refused\n" : "fine\n"}});
    }
    state["Health"] = {
        {"Status", container.health}, {"FailingStreak", container.failing_streak}, {"Log", log}};
  }
  return state;
}

json host_config(const simulation_options& options, const simulated_container& container) {
  auto config = json::parse(plain_host_config);
  config["NetworkMode"] = container.network_mode;
  config["RestartPolicy"] = {
      {"Name", to_string(container.policy)}, {"MaximumRetryCount", container.max_retries}};
  if (container.port != 0)
    config["PublishAllPorts"] = true;
  config["Memory"] = container.memory_limit_bytes;
  config["MemorySwap"] = container.memory_limit_bytes * 2;
  config["NanoCpus"] = static_cast<std::int64_t>(container.cores_limit * 1e9);
  if (!on_cgroup_v2(options)) {
    config["CgroupnsMode"] = "host";
    config["KernelMemory"] = 0;
    config["KernelMemoryTCP"] = 0;
    config["OomKillDisable"] = false;
  }
  return config;
}

json network_settings(const simulation_options& options, const simulated_container& container) {
  std::string networks = "{";
  put_network(networks, options, container);
  const auto entries = json::parse(networks + "}");
  const auto first =
      entries.empty() || !has_own_network(container) ? json::object() : entries.begin().value();
  const auto sandbox = container.image_id.substr(7);
  json ports = json::object();
  if (container.port != 0 && model::is_up(container.status))
    ports = bindings(container);
  return {
      {"Bridge", ""},
      {"SandboxID", sandbox},
      {"SandboxKey", "/var/run/docker/netns/" + sandbox.substr(0, 12)},
      {"Ports", ports},
      {"HairpinMode", false},
      {"LinkLocalIPv6Address", ""},
      {"LinkLocalIPv6PrefixLen", 0},
      {"SecondaryIPAddresses", nullptr},
      {"SecondaryIPv6Addresses", nullptr},
      {"EndpointID", first.value("EndpointID", "")},
      {"Gateway", first.value("Gateway", "")},
      {"GlobalIPv6Address", ""},
      {"GlobalIPv6PrefixLen", 0},
      {"IPAddress", first.value("IPAddress", "")},
      {"IPPrefixLen", first.value("IPPrefixLen", 0)},
      {"IPv6Gateway", ""},
      {"MacAddress", first.value("MacAddress", "")},
      {"Networks", entries}};
}

json config(const simulated_container& container) {
  auto config = json::parse(plain_config);
  config["Hostname"] = container.id.substr(0, 12);
  config["Cmd"] = words(container.command);
  config["Image"] = container.image;
  config["Labels"] = container.labels;
  if (container.port != 0) {
    config["Env"] = environment(container);
    config["ExposedPorts"] = {{std::to_string(container.port) + "/tcp", json::object()}};
  }
  if (container.health_check)
    config["Healthcheck"] = {
        {"Test", {"CMD-SHELL", "curl -fs localhost:" + std::to_string(container.port)}},
        {"Interval", 30'000'000'000},
        {"Timeout", 5'000'000'000}};
  return config;
}

json graph_driver(const simulated_container& container) {
  const auto layer = "/var/lib/docker/overlay2/" + container.id;
  return {
      {"Data",
       {{"LowerDir", layer + "-init/diff"},
        {"MergedDir", layer + "/merged"},
        {"UpperDir", layer + "/diff"},
        {"WorkDir", layer + "/work"}}},
      {"Name", "overlay2"}};
}

} // namespace

std::string inspect_json(const simulation& simulation, const simulated_container& container) {
  const auto& options = simulation.options();
  const auto folder = "/var/lib/docker/containers/" + container.id + '/';
  const auto command = words(container.command);
  const json all{
      {"Id", container.id},
      {"Created", engine_timestamp(container.created_at)},
      {"Path", command.empty() ? json("") : command.front()},
      {"Args", command.empty() ? command : json(command.begin() + 1, command.end())},
      {"State", state(simulation, container)},
      {"Image", container.image_id},
      {"ResolvConfPath", folder + "resolv.conf"},
      {"HostnamePath", folder + "hostname"},
      {"HostsPath", folder + "hosts"},
      {"LogPath", folder + container.id + "-json.log"},
      {"Name", "/" + container.name},
      {"RestartCount", container.restart_count},
      {"Driver", "overlay2"},
      {"Platform", "linux"},
      {"MountLabel", ""},
      {"ProcessLabel", ""},
      {"AppArmorProfile", on_cgroup_v2(options) ? "docker-default" : ""},
      {"ExecIDs", nullptr},
      {"HostConfig", host_config(options, container)},
      {"GraphDriver", graph_driver(container)},
      {"Mounts", mounts(container)},
      {"Config", config(container)},
      {"NetworkSettings", network_settings(options, container)}};
  return all.dump() + '\n';
}

} // namespace docker_monitor::simulator
