#include "config/option_file.hpp"

#include "config/toml.hpp"
#include "model/nearest_word.hpp"
#include "model/text.hpp"

#include <algorithm>
#include <string>

namespace docker_monitor::config {

namespace {

/// Collects the values of one file, and the mistake nearest to the file's beginning.
class option_file_reader {
 public:
  option_file_reader(std::string_view file, std::span<const option_row> table)
      : file_(file), table_(table) {}

  model::expected<std::vector<given_option>> read(std::string_view text) {
    const auto parsed = toml::parse(text);
    if (!parsed)
      complain(parsed.error().source(), description_of(parsed.error()));
    else
      for (const auto& [key, node] : parsed.table())
        read_key(key, node);
    if (mistake_line_ > 0)
      return model::failure{model::failure_code::bad_option, mistake_};
    return std::move(given_);
  }

 private:
  using kind = option_value::kind;

  [[nodiscard]] std::string at(const toml::source_region& where) const {
    return file_ + ':' + std::to_string(where.begin.line) + ": ";
  }

  void complain(const toml::source_region& where, const std::string& what) {
    if (mistake_line_ > 0 && mistake_line_ <= where.begin.line)
      return;
    mistake_line_ = where.begin.line;
    mistake_ = at(where) + model::one_line(what);
  }

  void read_key(const toml::key& key, const toml::node& node) {
    const auto* option = find_option(table_, key.str());
    if (!option) {
      complain(key.source(), "unknown key \"" + std::string{key.str()} + '"' + nearest_key(key));
    } else if (option->environment.empty()) {
      complain(
          key.source(), "unknown key \"" + std::string{key.str()} + "\"; --"
                            + std::string{key.str()} + " belongs on the command line");
    } else if (const auto* array = node.as_array(); array && option->value.repeatable) {
      for (const auto& element : *array)
        read_value(*option, element);
    } else {
      read_value(*option, node);
    }
  }

  void read_value(const option_row& option, const toml::node& node) {
    const std::string key{option.flag};
    const auto take = [&](std::string value) {
      if (value.empty())
        complain(node.source(), value_missing(option, key));
      else
        given_.push_back({&option, std::move(value), at(node.source()) + key});
    };
    if (const auto* word = node.as_string(); word && option.value.type == kind::text)
      take(word->get());
    else if (const auto* number = node.as_integer(); number && option.value.type == kind::number)
      take(std::to_string(number->get()));
    else if (const auto* on = node.as_boolean(); on && option.value.type == kind::boolean)
      take(on->get() ? "true" : "false");
    else
      complain(node.source(), key + ": expected " + expected_type(option));
  }

  [[nodiscard]] static std::string expected_type(const option_row& option) {
    if (option.value.type == kind::number)
      return "a whole number, without quotes";
    if (option.value.type == kind::boolean)
      return "true or false, without quotes";
    return option.value.repeatable ? "a text in quotes, or an array of such texts"
                                   : "a text in quotes";
  }

  [[nodiscard]] std::string nearest_key(std::string_view key) const {
    std::vector<std::string_view> known;
    for (const auto& option : table_)
      if (!option.environment.empty())
        known.push_back(option.flag);
    const auto nearest = model::nearest_word(key, known);
    return nearest.empty() ? "; docker-monitor --help lists what is known"
                           : "; did you mean \"" + std::string{nearest} + "\"?";
  }

  std::string file_;
  std::span<const option_row> table_;
  std::vector<given_option> given_;
  std::string mistake_;
  toml::source_index mistake_line_ = 0;
};

} // namespace

model::expected<std::vector<given_option>>
read_option_file(std::string_view text, std::string_view file, std::span<const option_row> table) {
  return option_file_reader{file, table}.read(text);
}

} // namespace docker_monitor::config
