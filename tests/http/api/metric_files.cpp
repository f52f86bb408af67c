#include "tests/http/api/metric_files.hpp"

#include "model/history/history_series.hpp"
#include "model/metric/metric_table.hpp"

#include <span>
#include <stdexcept>
#include <vector>

namespace docker_monitor::http {

namespace {

using model::history_row_kind;
using model::metric_definition;
using model::metric_unit;

using members = std::span<const metric_definition>;

constexpr std::size_t width = 110;

bool is_in_object(const metric_definition& metric) {
  return !metric.path.empty() && !std::holds_alternative<model::fact_count>(metric.from);
}

/// The metrics of a sample that the container object has.
members measured() {
  static const auto all = [] {
    std::vector<metric_definition> found;
    for (const auto& metric : model::metric_table)
      if (is_in_object(metric))
        found.push_back(metric);
    return found;
  }();
  return all;
}

/// Calls `take` with the name of each member of an object, the metrics in it, and whether it is an
/// object of its own. `path` leads to the object, with a dot at its end.
template <class Take>
void for_each_member(members all, std::string_view path, Take take) {
  while (!all.empty()) {
    const auto rest = all.front().path.substr(path.size());
    const auto name = rest.substr(0, rest.find('.'));
    const bool is_object = name != rest;
    const auto group = std::string{path}.append(name).append(".");
    std::size_t count = 1;
    while (is_object && count < all.size() && all[count].path.starts_with(group))
      ++count;
    take(name, all.first(count), is_object ? group : std::string{});
    all = all.subspan(count);
  }
}

bool is_of_interface(const metric_definition& metric) {
  return metric.path.starts_with("network.");
}

bool is_pressure(const metric_definition& metric) {
  return std::holds_alternative<model::pressure_total>(metric.from);
}

bool is_time(const metric_definition& metric) {
  return std::holds_alternative<model::computed_time>(metric.from);
}

std::string_view description_of(const metric_definition& metric) {
  return metric.note.empty() ? metric.help : metric.note;
}

std::string_view schema_type(const metric_definition& metric) {
  switch (metric.unit) {
  case metric_unit::text:
    return R"("type": "string")";
  case metric_unit::count:
  case metric_unit::bytes:
    return R"("type": "integer", "minimum": 0)";
  default:
    return R"("type": "number", "minimum": 0)";
  }
}

std::string schema_of(const metric_definition& metric, const std::string& lead) {
  std::string of =
      is_time(metric) ? R"("$ref": "#/components/schemas/Time")" : std::string{schema_type(metric)};
  const auto about = description_of(metric);
  if (about.empty())
    return "{" + of + "}";
  const auto text = "\"description\": \"" + std::string{about} + '"';
  if (lead.size() + of.size() + text.size() < width)
    return "{" + of + ", " + text + "}";
  const std::string indent(lead.find_first_not_of(' '), ' ');
  if (const auto comma = of.find(", "); comma != std::string::npos)
    of.replace(comma, 2, ",\n" + indent + "  ");
  return "{\n" + indent + "  " + of + ",\n" + indent + "  " + text + '\n' + indent + "}";
}

std::string properties(members all, const std::string& path, const std::string& indent);

std::string schema_of_object(members all, const std::string& path, const std::string& indent) {
  if (is_pressure(all.front()))
    return R"({"$ref": "#/components/schemas/Pressure"})";
  std::string text = "{\n" + indent + "  \"type\": \"object\",\n";
  if (path == "blockIo.")
    text += indent + "  \"description\": \"Over all block devices.\",\n";
  text += indent + "  \"properties\": {\n" + properties(all, path, indent + "    ") + '\n' + indent
          + "  },\n";
  return text + indent + "  \"additionalProperties\": false\n" + indent + "}";
}

std::string schema_of_array(members all, const std::string& path, const std::string& indent) {
  return "{\n" + indent + "  \"type\": \"array\",\n" + indent
         + "  \"description\": \"The interfaces of the container's own network, without "
           "loopback.\",\n"
         + indent + "  \"items\": " + schema_of_object(all, path, indent + "  ") + '\n' + indent
         + "}";
}

std::string properties(members all, const std::string& path, const std::string& indent) {
  std::string text;
  for_each_member(all, path, [&](std::string_view name, members in, const std::string& group) {
    text += text.empty() ? "" : ",\n";
    const auto lead = indent + '"' + std::string{name} + "\": ";
    text += lead;
    if (group.empty())
      text += schema_of(in.front(), lead);
    else if (path.empty() && is_of_interface(in.front()))
      text += schema_of_array(in, group, indent);
    else
      text += schema_of_object(in, group, indent);
  });
  return text;
}

/// The names of the series in the rows from one kind to another, inclusive.
std::string names_of_history(
    std::string_view indent, model::history_row_kind from, model::history_row_kind to) {
  std::string text;
  for (std::size_t i = 0; i < model::all_history_series_count; ++i) {
    const auto series = static_cast<model::history_series>(i);
    if (row_kind_of(series) >= from && row_kind_of(series) <= to)
      text.append(text.empty() ? "" : ",")
          .append("\n")
          .append(indent)
          .append("\"")
          .append(to_string(series))
          .append("\"");
  }
  return text;
}

/// Replaces what is between two texts, of which the second is looked for behind the first.
void replace_between(
    std::string& in, std::string_view begin, std::string_view end, const std::string& by) {
  const auto first = in.find(begin);
  const auto last = first == std::string::npos ? first : in.find(end, first + begin.size());
  if (last == std::string::npos)
    throw std::runtime_error{"openapi.json has no " + std::string{begin}};
  const auto at = first + begin.size();
  in.replace(at, last - at, by);
}

std::string types(members all, const std::string& path, const std::string& indent) {
  std::string text;
  for_each_member(all, path, [&](std::string_view name, members in, const std::string& group) {
    const auto& first = in.front();
    if (const auto about = description_of(first); group.empty() && !about.empty())
      text += indent + "/** " + std::string{about} + " */\n";
    const bool always =
        group.empty()
        && (is_pressure(first) || (is_of_interface(first) && first.unit == metric_unit::text));
    text += indent + std::string{name} + (always ? ": " : "?: ");
    if (group.empty())
      text += first.unit == metric_unit::text ? "string" : "number";
    else
      text += "{\n" + types(in, group, indent + "  ") + indent + "}";
    text += path.empty() && is_of_interface(first) ? "[];\n" : ";\n";
  });
  return text;
}

} // namespace

std::string with_metrics(std::string_view openapi) {
  std::string text{openapi};
  replace_between(
      text, "\"enum\": [\"cgroup\", \"engine\"]\n          },\n",
      "\n          \"sampledAt\":", properties(measured(), "", std::string(10, ' ')) + ",");
  replace_between(
      text,
      "\"description\": \"The metric, by its name in the container object.\",\n"
      "        \"schema\": {\n          \"type\": \"string\",\n          \"enum\": [",
      "\n          ]",
      names_of_history("            ", history_row_kind::usage, history_row_kind::usage));
  replace_between(
      text,
      "of CPU, memory and containers; a host keeps all but that of its containers.\",\n"
      "        \"schema\": {\n          \"type\": \"string\",\n          \"enum\": [",
      "\n          ]",
      names_of_history("            ", history_row_kind::usage, history_row_kind::containers));
  return text;
}

std::string page_types() {
  return "// What is measured of a container. The target golden-files writes this file from\n"
         "// model/metric/metric_table.hpp.\n\n"
         "export interface Measured {\n"
         + types(measured(), "", "  ")
         + "}\n\n"
           "/** What history is kept of, in the order in which values are kept. */\n"
           "export const METRICS = ["
         + names_of_history("  ", history_row_kind::usage, history_row_kind::usage)
         + ",\n] as const;\n\n"
           "/** What history is kept of the host only. */\n"
           "export const HOST_METRICS = ["
         + names_of_history("  ", history_row_kind::host, history_row_kind::host)
         + ",\n] as const;\n\n"
           "/** What history the hub of a fleet keeps of its hosts only. */\n"
           "export const HUB_METRICS = ["
         + names_of_history("  ", history_row_kind::containers, history_row_kind::containers)
         + ",\n] as const;\n";
}

} // namespace docker_monitor::http
