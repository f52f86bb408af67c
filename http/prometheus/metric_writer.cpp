#include "http/prometheus/metric_writer.hpp"

#include "http/prometheus/prometheus_text.hpp"

namespace docker_monitor::http {

void metric_writer::family(std::string_view name, metric_type type, std::string_view help) {
  name_ = name;
  append_metadata(out_, name, type, help, openmetrics_);
}

void metric_writer::series(
    labels of, std::uint64_t raw, number_form form, std::string_view suffix) {
  out_.append(name_).append(suffix);
  char separator = '{';
  for (const auto& [name, value] : of) {
    out_ += separator;
    out_.append(name).append("=");
    append_label_value(out_, value);
    separator = ',';
  }
  out_ += of.size() > 0 ? "} " : " ";
  append_number(out_, raw, form);
  out_ += '\n';
}

void metric_writer::single(
    std::string_view name, metric_type type, std::string_view help,
    const std::optional<std::uint64_t>& raw, number_form form) {
  if (!raw)
    return;
  family(name, type, help);
  series({}, *raw, form);
}

} // namespace docker_monitor::http
