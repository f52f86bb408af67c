#pragma once

#include "http/prometheus/prometheus_family.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// A label and its value, which may be any text.
struct metric_label {
  std::string_view name;
  std::string_view value;
};

/// Appends single metrics in Prometheus' text format or OpenMetrics.
class metric_writer {
 public:
  using labels = std::initializer_list<metric_label>;

  metric_writer(std::string& out, bool openmetrics) : out_(out), openmetrics_(openmetrics) {}

  /// Begins a metric. Its series follow.
  void family(std::string_view name, metric_type type, std::string_view help);

  /// Appends a series of the current metric. `suffix` is `_sum`, `_count` or `_bucket` of a
  /// histogram or summary.
  void series(labels of, std::uint64_t raw, number_form form, std::string_view suffix = {});

  /// Appends a metric with one series and no labels; nothing where its value is unknown.
  void single(
      std::string_view name, metric_type type, std::string_view help,
      const std::optional<std::uint64_t>& raw, number_form form = number_form::integer);

 private:
  std::string& out_;
  bool openmetrics_;
  std::string_view name_;
};

} // namespace docker_monitor::http
