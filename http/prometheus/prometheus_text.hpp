#pragma once

#include "http/prometheus/prometheus_family.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Appends a label's value with its quotes, escaped as the text formats of Prometheus and
/// OpenMetrics have it. NUL and bytes that are no UTF-8 become U+FFFD; beyond 1 KiB it is cut, and
/// a hash of the whole follows.
void append_label_value(std::string& out, std::string_view value);

/// The name of the label that a container's label of this key becomes: as cAdvisor, which puts
/// `container_label_` in front and takes an underscore for each character that is no letter of
/// ASCII, digit or underscore.
std::string label_name(std::string_view key);

/// The most bytes of a number.
inline constexpr std::size_t max_number_bytes = 32;

/// Writes a number; returns how many bytes it took. The same number gives the same bytes, and
/// seconds have as many decimals as their form says.
std::size_t write_number(std::span<char, max_number_bytes> to, std::uint64_t raw, number_form form);

/// As `write_number`.
void append_number(std::string& out, std::uint64_t raw, number_form form);

} // namespace docker_monitor::http
