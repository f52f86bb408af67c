#pragma once

#include "http/prometheus/prometheus_family.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Appends a label's value with quotes, escaped as in the text formats of Prometheus and
/// OpenMetrics. NUL and invalid UTF-8 become U+FFFD. A value beyond 1 KiB is cut and gets a hash of
/// the whole.
void append_label_value(std::string& out, std::string_view value);

/// Returns the label name for a container's label of this key, as cAdvisor makes it:
/// `container_label_` and the key, with an underscore for each character that is not an ASCII
/// letter, digit or underscore.
std::string label_name(std::string_view key);

/// The most bytes of a number.
inline constexpr std::size_t max_number_bytes = 32;

/// Writes a number and returns the number of bytes. Equal numbers give equal bytes; seconds have
/// the number of decimals of their form.
std::size_t write_number(std::span<char, max_number_bytes> to, std::uint64_t raw, number_form form);

/// As `write_number`.
void append_number(std::string& out, std::uint64_t raw, number_form form);

} // namespace docker_monitor::http
