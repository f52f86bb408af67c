// Parsing of option values, and the defaults that depend on the machine.

#include "config/options.hpp"

#include <algorithm>
#include <charconv>

namespace docker_monitor::config {

using namespace model;

namespace {

/// Returns `count` of a unit; none if that is more than `max_duration`.
template <class Unit>
std::optional<std::chrono::milliseconds> bounded(std::int64_t count) {
  if (count > std::chrono::floor<Unit>(max_duration).count())
    return std::nullopt;
  return Unit{count};
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || count < 0)
    return std::nullopt;
  const std::string_view unit{rest, static_cast<std::size_t>(end - rest)};
  if (unit == "ms")
    return bounded<std::chrono::milliseconds>(count);
  if (unit == "s")
    return bounded<std::chrono::seconds>(count);
  if (unit == "m")
    return bounded<std::chrono::minutes>(count);
  if (unit == "h")
    return bounded<std::chrono::hours>(count);
  return std::nullopt;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr std::pair<std::string_view, std::uint64_t> units[] = {
      {"", 1},
      {"B", 1},
      {"kB", 1000},
      {"KB", 1000},
      {"KiB", 1ULL << 10},
      {"MB", 1'000'000},
      {"MiB", 1ULL << 20},
      {"GB", 1'000'000'000},
      {"GiB", 1ULL << 30},
      {"TB", 1'000'000'000'000},
      {"TiB", 1ULL << 40},
  };
  std::uint64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{})
    return std::nullopt;
  const std::string_view unit{rest, static_cast<std::size_t>(end - rest)};
  const auto* const found =
      std::ranges::find(units, unit, &std::pair<std::string_view, std::uint64_t>::first);
  constexpr std::uint64_t most = 1'000'000'000'000'000'000;
  if (found == std::end(units) || count > most / found->second)
    return std::nullopt;
  return count * found->second;
}

std::string default_docker_host(
    const std::function<bool(const std::string& path)>& exists,
    const std::optional<std::string>& runtime_directory) {
  std::vector<std::string> paths{"/var/run/docker.sock"};
  if (runtime_directory) {
    paths.push_back(*runtime_directory + "/docker.sock");
    paths.push_back(*runtime_directory + "/podman/podman.sock");
  }
  paths.emplace_back("/run/podman/podman.sock");
  const auto found = std::ranges::find_if(paths, exists);
  return "unix://" + (found == paths.end() ? paths.front() : *found);
}

std::string default_data_dir(
    const std::function<bool(const std::string& path)>& writable,
    const std::optional<std::string>& state_home, const std::optional<std::string>& home) {
  const std::string system{system_data_dir};
  if (writable(system) || (!state_home && !home))
    return system;
  return (state_home ? *state_home : *home + "/.local/state") + "/docker-monitor";
}

std::string
default_root(const std::function<bool(const std::string& path)>& exists, std::string_view path) {
  const auto of_host = std::string{host_mount}.append(path);
  return exists(of_host) ? of_host : std::string{path};
}

std::string
missing_mounts(const options& given, const std::function<bool(const std::string& path)>& exists) {
  std::string flags;
  const auto require = [&](std::string_view path, const std::string& configured) {
    const auto of_host = std::string{host_mount}.append(path);
    if (!configured.empty() || exists(of_host))
      return;
    flags.append(flags.empty() ? "-v " : " -v ").append(path).append(":").append(of_host);
    flags.append(":ro");
  };
  require(cgroup_mount, given.cgroup_root);
  require(proc_mount, given.proc_root);
  return flags;
}

} // namespace docker_monitor::config
