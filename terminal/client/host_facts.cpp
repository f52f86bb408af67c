#include "terminal/client/host_facts.hpp"

#include "engine/api/json_fields.hpp"
#include "terminal/view/text.hpp"

#include <simdjson.h>

#include <cmath>

namespace docker_monitor::terminal {

namespace {

using engine::number_of;
using engine::object_of;
using engine::text_of;
using simdjson::dom::object;

/// Returns 0 for an absent value, as from older instances, or an invalid one.
std::chrono::nanoseconds interval_of(const object& from) {
  constexpr double longest = 1e6; // seconds
  const auto seconds = number_of(from, "intervalSeconds").value_or(0);
  if (!(seconds > 0 && seconds <= longest))
    return {};
  return std::chrono::nanoseconds{static_cast<std::int64_t>(seconds * 1e9)};
}

/// Every host object says whether the engine answers.
bool is_host(const object& from) {
  const auto engine = object_of(from, "engine");
  return engine && (*engine)["connected"].is_bool();
}

/// Returns none for values that are no load.
std::optional<double> load_of(const object& from, std::string_view key) {
  const auto load = number_of(from, key);
  return load && *load >= 0 && std::isfinite(*load) ? load : std::nullopt;
}

} // namespace

host_facts read_host(const object& from) {
  host_facts host;
  host.name = clean(text_of(from, "name"));
  host.demo = from["demo"].get(host.demo) == simdjson::SUCCESS && host.demo;
  if (const auto engine = object_of(from, "engine")) {
    host.engine = clean(text_of(*engine, "name"));
    if (const auto version = clean(text_of(*engine, "version")); !version.empty())
      host.engine += (host.engine.empty() ? "" : " ") + version;
    host.problem = clean(text_of(*engine, "problem"));
    bool connected = false;
    host.connected = (*engine)["connected"].get(connected) == simdjson::SUCCESS && connected;
  }
  host.version = clean(text_of(from, "version"));
  host.interval = interval_of(from);
  host.cores = engine::unsigned_of(from, "cores");
  host.memory_bytes = engine::unsigned_of(from, "memoryBytes");
  if (const auto cpu = object_of(from, "cpu")) {
    host.cpu_percent = number_of(*cpu, "percent");
    host.cpu_host_percent = number_of(*cpu, "hostPercent");
  }
  if (const auto memory = object_of(from, "memory")) {
    host.memory_percent = number_of(*memory, "percent");
    host.memory_used = engine::unsigned_of(*memory, "usedBytes");
    if (!host.memory_used) // an older server
      host.memory_used = engine::unsigned_of(*memory, "workingSetBytes");
  }
  if (const auto load = object_of(from, "load")) {
    host.load_1m = load_of(*load, "oneMinute");
    host.load_5m = load_of(*load, "fiveMinutes");
    host.load_15m = load_of(*load, "fifteenMinutes");
  }
  return host;
}

std::optional<host_facts> parse_host(std::string_view json) {
  const auto document = engine::parse_object(json);
  if (!document || !is_host(*document))
    return std::nullopt;
  return read_host(*document);
}

bool host_facts::is_hub() const {
  return engine == "fleet";
}

std::string_view host_facts::disconnected_clause() const {
  return is_hub() ? "the hub is not connected to its hosts" : "the engine does not answer";
}

std::chrono::nanoseconds host_facts::max_age() const {
  using namespace std::chrono_literals;
  return interval > 0ns ? interval : 30s;
}

} // namespace docker_monitor::terminal
