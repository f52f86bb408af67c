#include "config/table_reader.hpp"

#include "config/options.hpp"
#include "model/nearest_word.hpp"
#include "model/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace docker_monitor::config {

using namespace model;

std::string in_quotes(std::string_view text) {
  return '"' + std::string{text} + '"';
}

void table_reader::complain(const toml::source_region& where, const std::string& what) {
  complain(where.begin, what);
}

void table_reader::complain(const toml::source_position& where, const std::string& what) {
  if (!mistake)
    mistake = failure{
        failure_code::bad_option,
        file_ + ':' + std::to_string(where.line) + ": " + model::one_line(what)};
}

void table_reader::only(const toml::table& table, const word_list& known, std::string_view of) {
  for (const auto& [key, node] : table)
    if (std::ranges::find(known, key.str()) == known.end())
      complain(
          key.source(), "unknown key " + in_quotes(key.str()) + " in " + std::string{of}
                            + suggestion(key.str(), known));
}

std::string table_reader::text(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  if (!node)
    return {};
  if (const auto value = node->value_exact<std::string>(); value && !value->empty())
    return *value;
  complain(node->source(), std::string{key} + ": expected a text");
  return {};
}

std::vector<std::string> table_reader::texts(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  if (!node)
    return {};
  if (auto one = node->value_exact<std::string>())
    return {*std::move(one)};
  std::vector<std::string> result;
  const auto* array = node->as_array();
  if (!array)
    complain(node->source(), std::string{key} + ": expected a list of texts");
  else
    for (const auto& element : *array) {
      if (auto one = element.value_exact<std::string>())
        result.push_back(*std::move(one));
      else
        complain(element.source(), std::string{key} + ": expected a list of texts");
    }
  return result;
}

std::optional<double> table_reader::number(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  if (!node)
    return std::nullopt;
  if (const auto value = node->value<double>(); value && node->is_number() && std::isfinite(*value))
    return value;
  complain(node->source(), std::string{key} + ": expected a number such as 80 or 2.5");
  return std::nullopt;
}

bool table_reader::yes(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  if (node && !node->is_boolean())
    complain(node->source(), std::string{key} + ": expected true or false");
  return node && node->value_or(false);
}

std::optional<std::chrono::milliseconds>
table_reader::duration(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  if (!node)
    return std::nullopt;
  const auto word = node->value_exact<std::string>();
  const auto result = word ? parse_duration(*word) : std::nullopt;
  if (!result)
    complain(
        node->source(), std::string{key} + R"(: expected a duration like "30s" or "5m", at most ")"
                            + std::to_string(max_duration.count()) + "h\"");
  return result;
}

container_choice table_reader::containers(const toml::table& table) {
  const auto include = texts(table, "include");
  auto filter = container_filter::make(include, texts(table, "exclude"));
  if (filter)
    return {*std::move(filter), !include.empty()};
  const auto* node = table.get("include");
  complain((node ? node : table.get("exclude"))->source(), filter.error().message);
  return {};
}

std::string table_reader::name(const toml::table& table, std::string_view of) {
  auto result = text(table, "name");
  if (result.empty())
    complain(table.source(), std::string{of} + " without a name");
  else if (std::ranges::find(names_, result) != names_.end())
    complain(table.get("name")->source(), "the name " + in_quotes(result) + " is taken");
  names_.push_back(result);
  return result;
}

} // namespace docker_monitor::config
