#include "engine/choose_source.hpp"

#include "engine/api/engine_sample_source.hpp"
#include "engine/automatic_source.hpp"
#include "engine/cgroup/cgroup_source.hpp"
#include "engine/host/machine.hpp"
#include "engine/host/own_container.hpp"
#include "logging/log.hpp"

#include <atomic>
#include <filesystem>
#include <utility>

namespace docker_monitor::engine {

namespace {

/// Descriptors that are neither clients' connections nor kernel files.
constexpr std::size_t descriptors_kept = 256;

/// Returns the end of a message about kernel files that cannot be read: the mounts that this
/// container lacks; empty outside of containers.
std::string mount_hint(const config::options& options) {
  const auto flags = config::missing_mounts(options, path_exists);
  if (flags.empty() || !is_in_container())
    return {};
  return "; this container lacks mounts of its host, start it with " + flags;
}

/// Logs why the files of a container are not read: the first failure as a warning, later ones at
/// debug level.
std::function<void(const model::failure&)> log_of_failures(bool only_cgroup, std::string hint) {
  return [warned = std::make_shared<std::atomic_flag>(), only_cgroup,
          hint = std::move(hint)](const model::failure& why) {
    logging::log(
        warned->test_and_set() ? spdlog::level::debug : spdlog::level::warn,
        {.event = "cgroup-unreadable", .error = why.message}, "{}: {}{}",
        only_cgroup ? "no samples" : "asking the engine for samples", why.message, hint);
  };
}

} // namespace

bool path_exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

model::expected<chosen_source>
choose_source(const config::options& options, engine_client& client) {
  std::shared_ptr<sample_source> by_engine = std::make_shared<engine_sample_source>(client);
  if (options.demo > 0)
    return chosen_source{.source = by_engine};
  const auto proc_root = options.proc_root.empty()
                             ? config::default_root(path_exists, config::proc_mount)
                             : options.proc_root;
  auto host = host_source::make({.proc_root = proc_root});
  if (options.source == config::source_choice::engine)
    return chosen_source{.source = by_engine, .host = std::move(host)};
  cgroup_settings settings;
  settings.cgroup_root = options.cgroup_root.empty()
                             ? config::default_root(path_exists, config::cgroup_mount)
                             : options.cgroup_root;
  settings.proc_root = proc_root;
  settings.descriptors = descriptor_budget::of_process(options.max_connections + descriptors_kept);
  auto by_cgroup = cgroup_source::make(settings);
  const bool only_cgroup = options.source == config::source_choice::cgroup;
  if (only_cgroup && !by_cgroup)
    return by_cgroup.error();
  const auto hint = mount_hint(options);
  chosen_source chosen;
  chosen.host = std::move(host);
  if (by_cgroup) {
    chosen.cgroup_version = (*by_cgroup)->cgroup_version();
    if (!(*by_cgroup)->has_memory())
      chosen.warnings.emplace_back(
          "no memory metrics: the kernel does not account the memory of cgroups; boot it with "
          "cgroup_enable=memory");
    if (hides_processes(proc_root, settings.mountinfo))
      chosen.warnings.emplace_back(
          "no network metrics: " + proc_root
          + " is mounted with hidepid and hides the processes of containers; mount it with gid= of "
            "a group docker-monitor is in, or use --source engine");
    chosen.description = "samples: cgroup v" + std::to_string(chosen.cgroup_version) + " files in "
                         + settings.cgroup_root
                         + (only_cgroup ? "" : " where a container's can be read, else the engine");
  } else {
    chosen.description =
        by_cgroup.error().message + "; asking the engine for every sample, which costs it" + hint;
    chosen.costly = true;
  }
  chosen.source = std::make_shared<automatic_source>(
      by_cgroup ? *by_cgroup : nullptr, only_cgroup ? nullptr : std::move(by_engine),
      log_of_failures(only_cgroup, hint));
  return chosen;
}

} // namespace docker_monitor::engine
