#include "http/prometheus/prometheus_family.hpp"

namespace docker_monitor::http {

namespace {

using enum metric_type;
using enum number_form;

constexpr number_form form_of(model::metric_unit unit) {
  switch (unit) {
  case model::metric_unit::code:
    return signed_integer;
  case model::metric_unit::nanoseconds:
    return nanoseconds;
  case model::metric_unit::microseconds:
    return microseconds;
  case model::metric_unit::milliseconds:
    return milliseconds;
  default:
    return integer;
  }
}

consteval auto make_descriptions() {
  std::array<family_description, family_count> made{};
  for (std::size_t i = 0; i < family_count; ++i) {
    const auto& metric = model::metric_table[families.at(i)];
    made.at(i) = {
        metric.family, metric.help, metric.kind == model::metric_kind::counter ? counter : gauge,
        form_of(metric.unit), metric.label};
  }
  return made;
}

constexpr auto descriptions = make_descriptions();

std::string_view word(metric_type type) {
  switch (type) {
  case counter:
    return "counter";
  case histogram:
    return "histogram";
  case summary:
    return "summary";
  default:
    return "gauge";
  }
}

} // namespace

const family_description& describe(family of) {
  return descriptions.at(static_cast<std::size_t>(of));
}

void append_metadata(
    std::string& out, std::string_view name, metric_type type, std::string_view help,
    bool openmetrics) {
  constexpr std::string_view total = "_total";
  if (openmetrics && type == counter && name.ends_with(total))
    name.remove_suffix(total.size());
  out.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out.append("# TYPE ").append(name).append(" ").append(word(type)).append("\n");
}

} // namespace docker_monitor::http
