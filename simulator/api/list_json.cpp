#include "simulator/api/engine_json.hpp"
#include "simulator/api/json_text.hpp"
#include "simulator/api/version.hpp"
#include "simulator/container/network.hpp"

#include <cstdio>

namespace docker_monitor::simulator {

namespace {

using model::container_status;

std::string count(std::int64_t number, const char* unit) {
  return std::to_string(number) + ' ' + unit;
}

std::string status_text(const simulation& simulation, const simulated_container& container) {
  const auto ago = [&](auto when) { return human_duration(simulation.wall() - when) + " ago"; };
  switch (container.status) {
  case container_status::created:
    return "Created";
  case container_status::restarting:
    return "Restarting (" + std::to_string(container.exit_code) + ") "
           + ago(*container.finished_at);
  case container_status::exited:
    return "Exited (" + std::to_string(container.exit_code) + ") " + ago(*container.finished_at);
  case container_status::paused:
    return "Up " + human_duration(simulation.now() - container.started) + " (Paused)";
  case container_status::removing:
    return "Removal In Progress";
  case container_status::dead:
    return "Dead";
  case container_status::running:
  case container_status::unknown:
    break;
  }
  auto text = "Up " + human_duration(simulation.now() - container.started);
  if (container.health == "starting")
    text += " (health: starting)";
  else if (!container.health.empty())
    text += " (" + container.health + ")";
  return text;
}

void put_entry(
    std::string& out, const simulation& simulation, const simulated_container& container) {
  const bool podman = simulation.options().brand == engine_brand::podman;
  put(out, R"({"Id":")", container.id, R"(","Names":[)");
  put_quoted(out, "/" + container.name);
  put(out, R"(],"Image":)");
  put_quoted(out, container.image);
  put(out, R"(,"ImageID":")", container.image_id, R"(","Command":)");
  put_quoted(out, container.command);
  put(out, R"(,"Created":)",
      std::chrono::floor<std::chrono::seconds>(container.created_at).time_since_epoch().count(),
      R"(,"Ports":[)");
  if (container.port != 0 && model::is_up(container.status))
    put(out, R"({"PrivatePort":)", container.port, R"(,"Type":"tcp"})");
  put(out, R"(],"Labels":{)");
  const char* comma = "";
  for (const auto& [key, value] : container.labels) {
    put(out, comma);
    put_quoted(out, key);
    put(out, ":");
    put_quoted(out, value);
    comma = ",";
  }
  put(out, R"(},"State":")", model::to_string(container.status), R"(","Status":")");
  put(out, status_text(simulation, container));
  if (!podman)
    put(out, R"(","HostConfig":{"NetworkMode":")", container.network_mode, R"("},)");
  else
    put(out, R"(",)");
  put(out, R"("NetworkSettings":{"Networks":{)");
  put_network(out, simulation.options(), container);
  put(out, R"(}},"Mounts":[])");
  if (podman)
    put(out, R"(,"Name":"","Config":null,"NetworkingConfig":null,"Platform":null,)",
        R"("DefaultReadOnlyNonRecursive":false)");
  put(out, "}");
}

} // namespace

std::string engine_timestamp(model::engine_time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{time - days};
  std::array<char, 48> text{};
  int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%09d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  while (text[static_cast<std::size_t>(length) - 1] == '0')
    --length;
  if (text[static_cast<std::size_t>(length) - 1] == '.')
    --length;
  return std::string{text.data(), static_cast<std::size_t>(length)} + 'Z';
}

std::string human_duration(std::chrono::nanoseconds duration) {
  const auto seconds = duration.count() / 1'000'000'000;
  const auto minutes = seconds / 60;
  const auto hours = (minutes + 30) / 60;
  if (seconds < 1)
    return "Less than a second";
  if (seconds == 1)
    return "1 second";
  if (seconds < 60)
    return count(seconds, "seconds");
  if (minutes == 1)
    return "About a minute";
  if (minutes < 60)
    return count(minutes, "minutes");
  if (hours == 1)
    return "About an hour";
  if (hours < 48)
    return count(hours, "hours");
  if (hours < 24L * 7 * 2)
    return count(hours / 24, "days");
  if (hours < 24L * 30 * 2)
    return count(hours / 24 / 7, "weeks");
  if (hours < 24L * 365 * 2)
    return count(hours / 24 / 30, "months");
  return count(hours / 24 / 365, "years");
}

std::string list_json(const simulation& simulation, bool all) {
  std::string out;
  out.reserve(64 + simulation.containers().size() * 1100);
  out += '[';
  const auto& containers = simulation.containers();
  for (auto at = containers.rbegin(); at != containers.rend(); ++at) {
    if (!all && !model::is_listed(at->second.status))
      continue;
    if (out.size() > 1)
      out += ',';
    put_entry(out, simulation, at->second);
  }
  out += "]\n";
  return out;
}

} // namespace docker_monitor::simulator
