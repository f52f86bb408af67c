#include "engine/api/engine_json.hpp"

#include "engine/api/configuration_json.hpp"
#include "engine/api/json_fields.hpp"
#include "model/container/signals.hpp"
#include "model/whole_number.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

namespace docker_monitor::engine {

namespace {

std::string without_slash(std::string_view name) {
  if (name.starts_with('/'))
    name.remove_prefix(1);
  return std::string{name};
}

std::map<std::string, std::string> texts_of(const object& from) {
  std::map<std::string, std::string> texts;
  for (const auto field : from) {
    std::string_view value;
    if (field.value.get(value) == simdjson::SUCCESS)
      texts.emplace(std::string{field.key}, std::string{value});
  }
  return texts;
}

std::map<std::string, std::string> labels_of(const object& from) {
  const auto labels = object_of(from, "Labels");
  return labels ? texts_of(*labels) : std::map<std::string, std::string>{};
}

/// Returns the container's own name. `Names` also holds the names of links; the own name has only
/// one slash.
std::string own_name(const object& entry) {
  array names;
  std::string first;
  if (entry["Names"].get(names) != simdjson::SUCCESS)
    return first;
  for (const auto item : names) {
    std::string_view name;
    if (item.get(name) != simdjson::SUCCESS)
      continue;
    if (first.empty())
      first = without_slash(name);
    if (name.rfind('/') == 0)
      return without_slash(name);
  }
  return first;
}

std::optional<model::engine_time> plausible(std::optional<model::engine_time> time) {
  return time && model::is_plausible(*time) ? time : std::nullopt;
}

/// Reads a time in RFC 3339.
std::optional<model::engine_time> time_of(const object& from, std::string_view key) {
  return plausible(model::parse_rfc3339(text_of(from, key)));
}

/// Reads a time in seconds since 1970; 0 is none.
std::optional<model::engine_time> seconds_time_of(const object& from, std::string_view key) {
  const auto seconds = integer_of(from, key);
  if (!seconds || *seconds <= 0)
    return std::nullopt;
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max() * std::int64_t{2};
  return plausible(model::engine_time{std::chrono::seconds{std::min(*seconds, most)}});
}

/// Reads the time of an event, in nanoseconds.
std::optional<model::engine_time> event_time_of(const object& event) {
  const auto ns = integer_of(event, "timeNano");
  return ns ? plausible(model::engine_time{std::chrono::nanoseconds{*ns}}) : std::nullopt;
}

std::optional<model::container> read_list_entry(const object& entry) {
  const auto status = model::parse_container_status(text_of(entry, "State"));
  model::container c;
  c.id = text_of(entry, "Id");
  c.name = own_name(entry);
  if (c.id.empty() || !status)
    return std::nullopt;
  if (c.name.empty())
    c.name = c.id.substr(0, 12);
  c.status = *status;
  c.image = text_of(entry, "Image");
  c.image_id = text_of(entry, "ImageID");
  c.labels = labels_of(entry);
  c.created_at = seconds_time_of(entry, "Created");
  if (const auto host_config = object_of(entry, "HostConfig"))
    c.network_mode = text_of(*host_config, "NetworkMode");
  return c;
}

/// Returns the beginning of a text, cut between two characters.
std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit)
    return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0U) == 0x80U)
    --limit;
  text.resize(limit);
  return text;
}

/// Returns the output of the newest failed health check. The engine stores the last five, also
/// those of earlier runs, and says `unhealthy` of every container that ended: then only the last
/// check of that run counts.
std::string read_probe_output(const object& health, const model::container& c) {
  constexpr std::size_t longest = 1024;
  array log;
  std::string output;
  if (health["Log"].get(log) == simdjson::SUCCESS)
    for (const auto item : log) {
      object probe;
      if (item.get(probe) != simdjson::SUCCESS)
        continue;
      const auto begin = time_of(probe, "Start");
      const bool in_run = !begin || !c.started_at || *begin >= *c.started_at;
      if (integer_of(probe, "ExitCode").value_or(0) != 0 && (in_run || model::is_up(c.status)))
        output = text_of(probe, "Output");
      else if (!model::is_up(c.status))
        output.clear();
    }
  while (!output.empty() && std::isspace(static_cast<unsigned char>(output.back())) != 0)
    output.pop_back();
  return cut(std::move(output), longest);
}

void read_state(const object& state, model::container& c) {
  c.started_at = time_of(state, "StartedAt");
  c.finished_at = time_of(state, "FinishedAt");
  bool oom_killed = false;
  c.oom_killed = state["OOMKilled"].get(oom_killed) == simdjson::SUCCESS && oom_killed;
  if (!model::is_up(c.status) && c.started_at)
    if (const auto code = integer_of(state, "ExitCode"))
      c.exit_code = static_cast<int>(*code);
  if (const auto pid = integer_of(state, "Pid"); pid && *pid > 0)
    c.pid = static_cast<std::int32_t>(*pid);
  // Podman 4 calls it Healthcheck.
  auto health = object_of(state, "Health");
  if (!health)
    health = object_of(state, "Healthcheck");
  if (!health || text_of(*health, "Status") == "none")
    return;
  c.health = text_of(*health, "Status");
  c.health_unproven = c.health == "unhealthy" && integer_of(*health, "FailingStreak") == 0;
  if (c.health == "unhealthy" || !model::is_up(c.status))
    c.health_output = read_probe_output(*health, c);
}

/// Returns the command with its arguments, as `docker ps --no-trunc` shows it.
std::string read_command(const object& document) {
  constexpr std::size_t longest = 4096;
  std::string command{text_of(document, "Path")};
  array arguments;
  if (document["Args"].get(arguments) == simdjson::SUCCESS)
    for (const auto item : arguments) {
      std::string_view argument;
      if (item.get(argument) == simdjson::SUCCESS && command.size() < longest)
        command.append(" ").append(argument);
    }
  return cut(std::move(command), longest);
}

/// Docker writes a name, Podman a number.
std::optional<int> read_stop_signal(const object& config) {
  if (const auto number = integer_of(config, "StopSignal"))
    return static_cast<int>(*number);
  return model::parse_signal(text_of(config, "StopSignal"));
}

/// Podman 3 calls it `containerExitCode`.
std::optional<int> read_exit_code(const object& attributes) {
  for (const auto* key : {"exitCode", "containerExitCode"})
    if (const auto code = model::whole_number<int>(text_of(attributes, key)))
      return code;
  return std::nullopt;
}

} // namespace

model::expected<std::vector<model::container>> parse_list(std::string_view text) {
  // Does not use the thread's parser: its buffers would keep the size of a list of thousands.
  simdjson::dom::parser own;
  array document;
  if (own.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
    return malformed("list of containers");
  std::vector<model::container> list;
  list.reserve(document.size());
  for (const auto item : document) {
    object entry;
    if (item.get(entry) != simdjson::SUCCESS)
      continue;
    if (auto c = read_list_entry(entry))
      list.push_back(*std::move(c));
  }
  return list;
}

model::expected<model::container> parse_inspect(std::string_view text) {
  const auto document = parse_object(text);
  const auto state = document ? object_of(*document, "State") : std::nullopt;
  const auto config = document ? object_of(*document, "Config") : std::nullopt;
  if (!state || !config)
    return malformed("inspection of a container");
  const auto status = model::parse_container_status(text_of(*state, "Status"));
  model::container c;
  c.id = text_of(*document, "Id");
  c.name = without_slash(text_of(*document, "Name"));
  if (c.id.empty() || !status)
    return malformed("inspection of a container");
  c.status = *status;
  c.image = text_of(*config, "Image");
  c.image_id = text_of(*document, "Image");
  c.labels = labels_of(*config);
  c.restart_count = unsigned_of(*document, "RestartCount");
  c.command = read_command(*document);
  c.configuration =
      std::make_shared<const model::container_configuration>(parse_configuration(*document));
  c.created_at = time_of(*document, "Created");
  c.stop_signal = read_stop_signal(*config);
  if (const auto host_config = object_of(*document, "HostConfig")) {
    c.network_mode = text_of(*host_config, "NetworkMode");
    c.cgroup_parent = text_of(*host_config, "CgroupParent");
    if (const auto policy = object_of(*host_config, "RestartPolicy"))
      c.restart_policy = text_of(*policy, "Name");
  }
  read_state(*state, c);
  return c;
}

event_line parse_event(std::string_view line, model::event& event) {
  const auto document = parse_object(line);
  const auto actor = document ? object_of(*document, "Actor") : std::nullopt;
  if (!actor)
    return event_line::broken;
  if (text_of(*document, "Type") != "container")
    return text_of(*document, "Type").empty() ? event_line::broken : event_line::ignored;
  const auto word = text_of(*document, "Action");
  const auto colon = word.find(": ");
  const auto action = model::parse_event_action(word.substr(0, colon));
  if (!action)
    return word.empty() ? event_line::broken : event_line::ignored;
  const auto time = event_time_of(*document);
  const auto id = text_of(*actor, "ID");
  if (!time || id.empty())
    return event_line::broken;
  event = {};
  event.container_id = id;
  event.action = *action;
  event.time = *time;
  if (const auto attributes = object_of(*actor, "Attributes")) {
    event.name = without_slash(text_of(*attributes, "name"));
    event.image = text_of(*attributes, "image");
    if (*action == model::event_action::create || *action == model::event_action::start)
      event.attributes = texts_of(*attributes);
    if (*action == model::event_action::die)
      event.exit_code = read_exit_code(*attributes);
    if (*action == model::event_action::kill)
      event.kill_signal = model::parse_signal(text_of(*attributes, "signal"));
  }
  if (*action == model::event_action::health_status)
    event.health = colon == std::string_view::npos ? text_of(*document, "HealthStatus")
                                                   : word.substr(colon + 2);
  return event_line::event;
}

std::optional<model::engine_time> parse_event_time(std::string_view line) {
  const auto document = parse_object(line);
  return document ? event_time_of(*document) : std::nullopt;
}

version_answer version_in_fields(std::string_view server, std::string_view api_version) {
  version_answer answer;
  const auto product = server.substr(0, server.find(' '));
  const auto slash = product.find('/');
  answer.name = product.substr(0, slash) == "Libpod" ? "Podman" : "Docker";
  if (slash != std::string_view::npos)
    answer.version = product.substr(slash + 1);
  answer.api_version = api_version;
  return answer;
}

namespace {

model::container_size read_size(const object& entry) {
  // The engine writes -1 where it did not compute the size.
  return {unsigned_of(entry, "SizeRw"), unsigned_of(entry, "SizeRootFs")};
}

/// Returns the sum over the volumes whose size the engine knows.
std::optional<std::uint64_t> sum_volumes(const array& volumes) {
  std::optional<std::uint64_t> sum;
  for (const auto item : volumes) {
    object volume;
    if (item.get(volume) != simdjson::SUCCESS)
      continue;
    if (const auto usage = object_of(volume, "UsageData"))
      if (const auto size = unsigned_of(*usage, "Size"))
        sum = sum.value_or(0) + *size;
  }
  return sum;
}

} // namespace

model::expected<model::disk_usage> parse_disk_usage(std::string_view text) {
  simdjson::dom::parser own; // as in parse_list
  object document;
  if (own.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
    return malformed("disk usage");
  model::disk_usage usage;
  usage.images_bytes = unsigned_of(document, "LayersSize");
  array containers;
  if (document["Containers"].get(containers) == simdjson::SUCCESS)
    for (const auto item : containers) {
      object entry;
      if (item.get(entry) == simdjson::SUCCESS && !text_of(entry, "Id").empty())
        usage.containers.emplace(text_of(entry, "Id"), read_size(entry));
    }
  array volumes;
  if (document["Volumes"].get(volumes) == simdjson::SUCCESS)
    usage.volumes_bytes = sum_volumes(volumes);
  return usage;
}

model::expected<version_answer> parse_version(std::string_view text) {
  const auto document = parse_object(text);
  if (!document || text_of(*document, "ApiVersion").empty())
    return malformed("engine version");
  version_answer answer;
  answer.version = text_of(*document, "Version");
  answer.api_version = text_of(*document, "ApiVersion");
  answer.min_api_version = text_of(*document, "MinAPIVersion");
  answer.name = "Docker";
  array components;
  if ((*document)["Components"].get(components) == simdjson::SUCCESS)
    for (const auto item : components) {
      object component;
      if (item.get(component) == simdjson::SUCCESS && text_of(component, "Name") == "Podman Engine")
        answer.name = "Podman";
    }
  return answer;
}

model::expected<engine_identity> parse_info(std::string_view text) {
  const auto document = parse_object(text);
  if (!document)
    return malformed("engine information");
  const auto now = time_of(*document, "SystemTime");
  if (!now)
    return malformed("engine information");
  engine_identity identity;
  identity.id = text_of(*document, "ID");
  identity.now = *now;
  identity.host_name = text_of(*document, "Name");
  identity.memory_bytes = unsigned_of(*document, "MemTotal").value_or(0);
  bool live_restore = false;
  identity.live_restore =
      (*document)["LiveRestoreEnabled"].get(live_restore) == simdjson::SUCCESS && live_restore;
  identity.cores = static_cast<std::uint32_t>(unsigned_of(*document, "NCPU").value_or(0));
  return identity;
}

std::string parse_error(std::string_view text) {
  constexpr std::size_t longest = 300;
  std::string message;
  if (const auto document = parse_object(text))
    message = text_of(*document, "message");
  if (message.empty())
    message = text;
  while (!message.empty() && std::isspace(static_cast<unsigned char>(message.back())) != 0)
    message.pop_back();
  if (message.size() > longest)
    message.resize(longest);
  return message;
}

} // namespace docker_monitor::engine
