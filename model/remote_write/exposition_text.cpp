#include "model/remote_write/exposition_text.hpp"

#include "model/whole_number.hpp"

namespace docker_monitor::model {

namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// Returns the place of the quote that ends a value, or npos. The value begins at `from`.
std::size_t end_of_value(std::string_view text, std::size_t from) {
  for (auto i = from; i < text.size(); ++i) {
    if (text[i] == '"')
      return i;
    if (text[i] == '\\')
      ++i;
  }
  return std::string_view::npos;
}

/// Returns the place of the brace that ends the labels, or npos. Braces may be part of a value.
std::size_t end_of_labels(std::string_view text, std::size_t from) {
  for (auto i = from; i < text.size(); ++i) {
    if (text[i] == '}')
      return i;
    if (text[i] == '"' && (i = end_of_value(text, i + 1)) == std::string_view::npos)
      break;
  }
  return std::string_view::npos;
}

std::optional<double> parse_value(std::string_view text) {
  if (text.starts_with('+'))
    text.remove_prefix(1);
  return whole_number<double>(text);
}

std::optional<text_series> parse_series(std::string_view line) {
  const auto name_end = line.find_first_of("{ ");
  if (name_end == 0 || name_end == std::string_view::npos || line.front() == '#')
    return std::nullopt;
  text_series found;
  found.name = line.substr(0, name_end);
  auto rest = line.substr(name_end);
  if (rest.front() == '{') {
    const auto end = end_of_labels(rest, 1);
    if (end == std::string_view::npos)
      return std::nullopt;
    found.labels = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  }
  if (!rest.starts_with(' '))
    return std::nullopt;
  const auto value = parse_value(rest.substr(1));
  if (!value)
    return std::nullopt;
  found.value = *value;
  return found;
}

} // namespace

std::optional<text_series> take_series(std::string_view& text) {
  while (!text.empty())
    if (auto found = parse_series(take_line(text)))
      return found;
  return std::nullopt;
}

std::optional<text_label> take_label(std::string_view& labels) {
  if (labels.starts_with(','))
    labels.remove_prefix(1);
  const auto equals = labels.find("=\"");
  if (equals == std::string_view::npos)
    return std::nullopt;
  const auto begin = equals + 2;
  const auto end = end_of_value(labels, begin);
  if (end == std::string_view::npos)
    return std::nullopt;
  const text_label found{labels.substr(0, equals), labels.substr(begin, end - begin)};
  labels.remove_prefix(end + 1);
  return found;
}

void append_unescaped(std::string& out, std::string_view value) {
  for (auto at = value.find('\\'); at != std::string_view::npos && at + 1 < value.size();
       at = value.find('\\')) {
    out.append(value.substr(0, at));
    const char escaped = value[at + 1];
    out += escaped == 'n' ? '\n' : escaped;
    value.remove_prefix(at + 2);
  }
  out += value;
}

} // namespace docker_monitor::model
