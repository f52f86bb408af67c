#include "simulator/container/simulation.hpp"

#include "simulator/api/version.hpp"
#include "simulator/container/duration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace docker_monitor::simulator {

namespace {

using model::container_status;

/// Above Linux's largest pid (4194304), so that no real process has it.
constexpr std::int32_t first_pid = 5'000'000;

/// The uptime of the host when the simulation starts.
constexpr std::chrono::hours uptime{40 * 24};

constexpr std::uint64_t mebibyte = std::uint64_t{1024} * 1024;

std::string made_up_name(random_source& random) {
  static constexpr std::array<std::string_view, 8> moods{"brave", "calm",   "eager", "gentle",
                                                         "keen",  "quirky", "silly", "wise"};
  static constexpr std::array<std::string_view, 8> people{
      "curie", "hopper", "kepler", "lovelace", "noether", "planck", "ritchie", "turing"};
  return std::string{moods[random.below(moods.size())]} + '_'
         + std::string{people[random.below(people.size())]};
}

std::map<std::string, std::string>
compose_labels(const catalogue_entry& entry, std::string_view name) {
  if (entry.project.empty())
    return {};
  return {
      {"com.docker.compose.container-number", std::string{name.substr(name.rfind('-') + 1)}},
      {"com.docker.compose.oneoff", "False"},
      {"com.docker.compose.project", std::string{entry.project}},
      {"com.docker.compose.service", std::string{entry.name}}};
}

command_result conflict(std::string message) {
  return {command_outcome::conflict, std::move(message)};
}

command_result not_running(const simulated_container& container) {
  return conflict("Container " + container.id + " is not running");
}

} // namespace

simulation::simulation(simulation_options options, model::engine_time now)
    : options_{std::move(options)}, random_{options_.seed}, now_{now}, booted_{now - uptime},
      next_pid_{first_pid} {
  populate();
}

void simulation::populate() {
  if (!options_.given.empty())
    return populate_given();
  for (std::size_t i = 0; i < options_.containers; ++i) {
    const auto& entry = catalogue()[next_entry_ % catalogue().size()];
    auto& container = add(entry, catalogue_name(next_entry_));
    ++next_entry_;
    container.generation = 1;
    container.started = now_;
    give_curve(container);
    // Pretends a start minutes or weeks ago, but before it ran out of memory.
    const auto full = container.curve->full_after();
    const auto age = full.count() > 0
                         ? to_duration(random_.between(10, 0.8 * static_cast<double>(full.count())))
                         : to_duration(120 * std::pow(12'000, random_.between(0, 1)));
    container.pid = next_pid_++;
    run_since(container, age);
  }
}

void simulation::populate_given() {
  for (const auto& given : options_.given) {
    const auto number = std::to_string(containers_.size());
    simulated_container fresh;
    fresh.id = given.id;
    fresh.name = "bench-" + std::string(number.size() < 5 ? 5 - number.size() : 0, '0') + number;
    fresh.image = "busybox:local";
    fresh.command = "sleep 1000000";
    auto& container = add(std::move(fresh));
    container.generation = 1;
    container.started = now_;
    give_curve(container);
    container.pid = given.pid;
    run_since(container, std::chrono::minutes{5});
  }
}

void simulation::run_since(simulated_container& container, std::chrono::nanoseconds age) {
  container.started = now_ - age;
  container.started_at = container.started;
  container.created_at = container.started - to_duration(random_.between(0.2, 0.9));
  container.status = container_status::running;
  container.health = container.health_check ? "healthy" : "";
  plan_life(container);
}

simulated_container& simulation::add(const catalogue_entry& entry, std::string name) {
  simulated_container container;
  container.labels = compose_labels(entry, name);
  container.name = std::move(name);
  container.image = entry.image;
  container.command = entry.command;
  if (!entry.project.empty())
    container.network_mode = std::string{entry.project} + "_default";
  container.kind = entry.kind;
  container.policy = entry.policy;
  container.max_retries = entry.policy == restart_policy::on_failure ? 5 : 0;
  container.memory_limit_bytes = entry.memory_mib * mebibyte;
  container.cores_limit = entry.cores;
  container.port = entry.port;
  container.health_check = entry.health_check;
  container.stop_code = entry.stop_code;
  return add(std::move(container));
}

simulated_container& simulation::add(simulated_container container) {
  container.serial = next_serial_++;
  random_source identity{options_.seed * 0x9e3779b97f4a7c15ULL + container.serial};
  const auto made_up = identity.hex(64);
  if (container.id.empty())
    container.id = made_up;
  container.seed = identity.next();
  container.image_id = "sha256:" + id_of(container.image);
  container.created_at = wall();
  if (container.network_mode.empty())
    container.network_mode = old_engine() ? "default" : "bridge";
  while (container.name.empty() || by_name_.contains(container.name))
    container.name = made_up_name(identity) + std::to_string(identity.below(100));
  by_name_.emplace(container.name, container.serial);
  by_id_.emplace(container.id, container.serial);
  const auto serial = container.serial;
  return containers_.emplace_hint(containers_.end(), serial, std::move(container))->second;
}

const simulated_container* simulation::find(std::string_view name_or_id) const {
  if (name_or_id.starts_with('/'))
    name_or_id.remove_prefix(1);
  if (name_or_id.empty())
    return nullptr;
  if (const auto named = by_name_.find(std::string{name_or_id}); named != by_name_.end())
    return &containers_.at(named->second);
  const auto first = by_id_.lower_bound(name_or_id);
  if (first == by_id_.end() || !first->first.starts_with(name_or_id))
    return nullptr;
  const auto second = std::next(first);
  if (second != by_id_.end() && second->first.starts_with(name_or_id))
    return nullptr;
  return &containers_.at(first->second);
}

simulated_container* simulation::find_mutable(std::string_view name_or_id) {
  return const_cast<simulated_container*>(std::as_const(*this).find(name_or_id));
}

std::optional<usage>
simulation::read(const simulated_container& container, std::chrono::nanoseconds ago) const {
  if (!container.has_processes())
    return std::nullopt;
  const auto end = container.paused_from ? *container.paused_from : now_;
  const auto running = std::min(end, now_ - ago) - container.started - container.paused_for;
  if (running.count() < 0)
    return std::nullopt;
  return container.curve->at(running);
}

std::uint64_t simulation::host_cpu_ns(std::chrono::nanoseconds ago) const {
  const auto ticks = (now_ - ago - booted_) / std::chrono::milliseconds{10};
  return static_cast<std::uint64_t>(ticks) * 10'000'000U * options_.cores;
}

command_result simulation::with(
    std::string_view name_or_id, const std::function<command_result(simulated_container&)>& work) {
  if (auto* container = find_mutable(name_or_id))
    return work(*container);
  return {command_outcome::not_found, "No such container: " + std::string{name_or_id}};
}

command_result simulation::create(const container_request& request, std::string& id) {
  if (const auto taken = by_name_.find(request.name); taken != by_name_.end())
    return conflict(
        "Conflict. The container name \"/" + request.name + "\" is already in use by container \""
        + containers_.at(taken->second).id
        + "\". You have to remove (or rename) that container to be able to reuse that name.");
  simulated_container container;
  container.name = request.name;
  container.image = request.image;
  container.command = request.command;
  container.labels = request.labels;
  container.network_mode = request.network_mode;
  container.policy = request.policy;
  container.max_retries = request.max_retries;
  container.memory_limit_bytes = request.memory_limit_bytes;
  container.cores_limit = request.cores_limit;
  container.health_check = request.health_check;
  const auto& added = add(std::move(container));
  emit(added, "create");
  id = added.id;
  return {};
}

command_result simulation::start(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (c.status == container_status::paused)
      return conflict("cannot start a paused container, try unpause instead");
    if (c.status == container_status::running)
      return {command_outcome::not_modified, {}};
    begin(c, true);
    return {};
  });
}

command_result simulation::stop(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (!model::is_listed(c.status))
      return {command_outcome::not_modified, {}};
    halt(c);
    return {};
  });
}

command_result simulation::kill(std::string_view container, int signal) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (!model::is_up(c.status))
      return conflict("Cannot kill container: " + c.id + ": Container " + c.id + " is not running");
    kill_for(c, signal);
    // These of the usual signals end a process without signal handlers.
    if (signal == 9 || signal == 15 || signal == 2 || signal == 3 || signal == 6) {
      resume(c);
      finish(c, signal == 15 && c.stop_code != 137 ? c.stop_code : 128 + signal, false, true);
    }
    return {};
  });
}

command_result simulation::restart(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (podman())
      emit(c, "restart");
    if (model::is_listed(c.status))
      halt(c);
    begin(c, true);
    if (!podman())
      emit(c, "restart");
    return {};
  });
}

command_result simulation::pause(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (c.status == container_status::paused)
      return conflict("Container " + c.id + " is already paused");
    if (c.status != container_status::running)
      return not_running(c);
    c.status = container_status::paused;
    c.paused_from = now_;
    emit(c, "pause");
    return {};
  });
}

command_result simulation::unpause(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (c.status != container_status::paused)
      return conflict("Container " + c.id + " is not paused");
    resume(c);
    return {};
  });
}

command_result simulation::rename(std::string_view container, std::string_view name) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (name.starts_with('/'))
      name.remove_prefix(1);
    if (name.empty() || by_name_.contains(std::string{name}))
      return conflict(
          "Conflict. The container name \"/" + std::string{name} + "\" is already in use");
    const auto old = std::exchange(c.name, std::string{name});
    by_name_.erase(old);
    by_name_.emplace(c.name, c.serial);
    emit(c, "rename", {{"oldName", "/" + old}});
    return {};
  });
}

command_result simulation::remove(std::string_view container, bool force) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (model::is_listed(c.status) && !force)
      return conflict(
          "You cannot remove a running container " + c.id
          + ". Stop the container before attempting removal or force remove");
    if (model::is_up(c.status)) {
      kill_for(c, 9);
      resume(c);
      finish(c, 137, false, true);
    }
    emit(c, "destroy");
    erase(c);
    return {};
  });
}

void simulation::erase(simulated_container& container) {
  by_name_.erase(container.name);
  by_id_.erase(container.id);
  containers_.erase(container.serial);
}

} // namespace docker_monitor::simulator
