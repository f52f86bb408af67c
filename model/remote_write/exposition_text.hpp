#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// A series in Prometheus' text format 0.0.4, and its value. The views point into the text.
struct text_series {
  std::string_view name;
  std::string_view labels; ///< without the braces, with quotes and escapes; empty where it has none
  double value = 0;
};

/// Removes lines from the beginning of a text up to the first one with a series, and returns that
/// series; none at the end of the text. Leaves out comments and lines that are not a series.
std::optional<text_series> take_series(std::string_view& text);

/// A label as the text has it.
struct text_label {
  std::string_view name;
  std::string_view value; ///< with escapes
};

/// Removes the first label from labels as in `text_series`; none at their end, and where the rest
/// is not a label.
std::optional<text_label> take_label(std::string_view& labels);

/// Appends the value of a label without its escapes.
void append_unescaped(std::string& out, std::string_view value);

} // namespace docker_monitor::model
