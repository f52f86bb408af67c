#include "http/container/container_json.hpp"

#include "http/container/configuration_json.hpp"
#include "http/message/json_object.hpp"
#include "http/message/json_text.hpp"
#include "model/metric/metric_values.hpp"
#include "model/whole_number.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace docker_monitor::http {

namespace {

using model::metric_table;

constexpr std::string_view compose_project = "com.docker.compose.project";
constexpr std::string_view compose_service = "com.docker.compose.service";
constexpr std::string_view compose_number = "com.docker.compose.container-number";

bool shows_sample(const model::row& row) {
  return row.sample && is_up(row.container->status);
}

/// Returns the value of a label that may be shown; null where there is none.
const std::string* shown_label(
    const model::container& container, std::span<const std::string> shown, std::string_view key) {
  const auto allowed = std::ranges::find(shown, key);
  if (allowed == shown.end())
    return nullptr;
  const auto found = container.labels.find(*allowed);
  return found == container.labels.end() ? nullptr : &found->second;
}

std::optional<std::uint64_t> number_of(const std::string* text) {
  return text ? model::whole_number(*text) : std::nullopt;
}

void append_labels(
    std::string& out, json_object& o, const model::container& c,
    std::span<const std::string> shown) {
  if (!o.wants("labels"))
    return;
  const auto* const wanted = o.wanted_of("labels");
  o.key("labels");
  out += '{';
  bool first = true;
  for (const auto& key : shown) {
    const auto found = c.labels.find(key);
    if (found == c.labels.end() || (wanted && !wanted->find(key)))
      continue;
    if (!std::exchange(first, false))
      out += ',';
    append_json_name(out, key);
    out += ':';
    append_json_name(out, found->second);
  }
  out += '}';
}

/// Appends the service named by labels of Compose.
void append_service(json_object& o, const model::container& c, std::span<const std::string> shown) {
  o.object("service", [&](json_object& service) {
    if (const auto* project = shown_label(c, shown, compose_project))
      service.text("project", *project);
    if (const auto* name = shown_label(c, shown, compose_service))
      service.text("name", *name);
    service.integer("number", number_of(shown_label(c, shown, compose_number)));
  });
}

void append_facts(
    std::string& out, json_object& o, const model::container& c, const container_view& view) {
  o.text("name", c.name);
  o.text("id", c.id);
  o.text("host", c.host);
  o.text("image", c.image);
  o.text("imageId", c.image_id);
  o.word("status", to_string(c.status));
  o.text("health", c.health);
  o.time("startedAt", c.started_at);
  o.time("finishedAt", c.finished_at);
  o.code("exitCode", c.exit_code);
  if (c.oom_killed || c.restart_count) // else it has not been inspected
    o.boolean("oomKilled", c.oom_killed);
  o.integer("restartCount", c.restart_count);
  append_labels(out, o, c, view.labels);
  append_service(o, c, view.labels);
  o.text("networkMode", c.network_mode);
  if (c.size != model::container_size{})
    o.object("size", [&](json_object& size) {
      size.integer("rwBytes", c.size.rw_bytes);
      size.integer("rootFsBytes", c.size.root_fs_bytes);
    });
  if (view.commands)
    o.text("command", c.command);
  if (view.configuration && c.configuration)
    append_configuration(out, o, c);
}

/// Returns true for a metric that the object contains.
constexpr bool is_shown(std::size_t metric) {
  return !metric_table[metric].path.empty() && model::is_measured(metric);
}

constexpr auto make_shown() {
  constexpr auto count = [] {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < metric_table.size(); ++i)
      sum += is_shown(i) ? 1 : 0;
    return sum;
  }();
  std::array<std::size_t, count> numbers{};
  for (std::size_t i = 0, next = 0; i < metric_table.size(); ++i)
    if (is_shown(i))
      numbers.at(next++) = i;
  return numbers;
}

constexpr auto shown = make_shown();

/// Returns the path without its first `names` names.
constexpr std::string_view behind(std::string_view path, std::size_t names) {
  for (; names > 0; --names)
    path.remove_prefix(path.find('.') + 1);
  return path;
}

/// Returns the end of the metrics from `begin` on that are in the same inner object.
constexpr std::size_t end_of_group(std::size_t begin, std::size_t end, std::size_t depth) {
  const auto path = metric_table[shown[begin]].path;
  const auto rest = behind(path, depth);
  const auto group = path.substr(0, path.size() - rest.size() + rest.find('.') + 1);
  auto at = begin;
  while (at < end && metric_table[shown[at]].path.starts_with(group))
    ++at;
  return at;
}

template <std::size_t I, class From>
void append_member(json_object& o, std::string_view name, const From& of) {
  using model::metric_unit;
  constexpr auto unit = metric_table[I].unit;
  const auto& value = model::value_of<I>(of);
  using type = std::remove_cvref_t<decltype(value)>;
  if constexpr (std::is_same_v<type, std::string>)
    o.text(name, value);
  else if constexpr (std::is_same_v<type, std::optional<model::engine_time>>)
    o.time(name, value);
  else if constexpr (std::is_same_v<type, std::optional<double>>)
    o.decimal(name, value);
  else if constexpr (unit == metric_unit::nanoseconds)
    o.seconds(name, value);
  else if constexpr (unit == metric_unit::microseconds)
    o.seconds(name, value ? std::optional{*value * 1000} : std::nullopt);
  else
    o.integer(name, value);
}

template <std::size_t Begin, std::size_t End, std::size_t Depth, class From>
void append_members(std::string& out, json_object& o, const From& of);

/// Appends the members of each interface.
template <std::size_t Begin, std::size_t End>
void append_interfaces(
    std::string& out, json_object& o, std::string_view name, const model::sample& sample) {
  if (!sample.now.interfaces || !o.wants(name))
    return;
  o.key(name);
  out += '[';
  const auto& interfaces = *sample.now.interfaces;
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    if (i > 0)
      out += ',';
    json_object each{out, o.wanted_of(name)};
    append_members<Begin, End, 1>(
        out, each,
        model::interface_view{
            interfaces[i], i < sample.interfaces.size() ? &sample.interfaces[i] : nullptr});
    each.end();
  }
  out += ']';
}

/// Returns true where one of the metrics is known.
template <std::size_t Begin, std::size_t End, class From>
bool tells_any(const From& of) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (model::value_of<shown[Begin + I]>(of).has_value() || ...);
  }
  (std::make_index_sequence<End - Begin>{});
}

/// Appends the shown metrics `[Begin, End)`, which lie at depth `Depth` in inner objects.
template <std::size_t Begin, std::size_t End, std::size_t Depth, class From>
void append_members(std::string& out, json_object& o, const From& of) {
  if constexpr (Begin < End) {
    constexpr auto rest = behind(metric_table[shown[Begin]].path, Depth);
    constexpr auto name = rest.substr(0, rest.find('.'));
    if constexpr (name == rest) {
      append_member<shown[Begin]>(o, name, of);
      append_members<Begin + 1, End, Depth>(out, o, of);
    } else {
      constexpr auto end = end_of_group(Begin, End, Depth);
      if constexpr (Depth == 0 && model::is_of_interface(shown[Begin]))
        append_interfaces<Begin, end>(out, o, name, *of.row.sample);
      else if (Depth == 0 || tells_any<Begin, end>(of)) // most groups have a known member
        o.object(name, [&](json_object& inner) {
          append_members<Begin, end, Depth + 1>(out, inner, of);
        });
      append_members<end, End, Depth>(out, o, of);
    }
  }
}

void append_sample(
    std::string& out, json_object& o, const model::row& row, const container_view& view) {
  o.word("source", to_string(row.sample->now.source));
  append_members<0, shown.size(), 0>(out, o, model::row_view{row, view.cores});
  o.time("sampledAt", row.sampled_at);
}

} // namespace

void append_container(std::string& out, const model::row& row, const container_view& view) {
  json_object o{out, view.wanted};
  append_facts(out, o, *row.container, view);
  if (shows_sample(row))
    append_sample(out, o, row, view);
  o.end();
}

bool set_sampled_at(
    std::span<char> object, const model::row& before, const model::row& now,
    const container_view& view) {
  if (!shows_sample(now) || before.sampled_at == now.sampled_at)
    return true;
  if (older_memory_time(before).has_value() != older_memory_time(now).has_value())
    return false;
  if (view.wanted && !view.wanted->find("sampledAt"))
    return true;
  const auto text = model::to_rfc3339(now.sampled_at);
  constexpr std::size_t behind = 2; // a quote and a brace
  std::ranges::copy(text, object.end() - behind - text.size());
  return true;
}

} // namespace docker_monitor::http
