#pragma once

#include "config/options.hpp"

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace docker_monitor::config {

/// The result of parsing: the invocation, and values that only the parser needs.
struct parsed_options : invocation {
  bool help = false;
  bool version = false;
  bool print_rules = false;
  std::string reference;       ///< of `--print-options`: `markdown` or `man`
  std::string shell;           ///< of `--print-completion`: `bash`, `zsh` or `fish`
  std::string config;          ///< the file of `--config`
  std::optional<bool> as_json; ///< of `--format`
};

/// One of the words that an option accepts.
struct chosen_word {
  std::size_t index;
  std::string_view word;

  /// A boolean is true for the second word; an enumerator is the one with the word's index.
  template <class T>
  explicit operator T() const {
    if constexpr (std::is_same_v<T, std::string>)
      return T{word};
    else
      return static_cast<T>(index);
  }
};

/// Sets a member of the options; appends to a member that is a list.
template <class Value>
class setter {
 public:
  template <class T>
  setter(T options::*member)
      : set_([member](parsed_options& into, Value&& value) {
          put(into.options.*member, std::move(value));
        }) {}

  template <class T>
  setter(T tls_files::*member)
      : set_([member](parsed_options& into, Value&& value) {
          put(into.options.tls.*member, std::move(value));
        }) {}

  template <class T>
  setter(T control_options::*member)
      : set_([member](parsed_options& into, Value&& value) {
          put(into.control.*member, std::move(value));
        }) {}

  template <class T>
  setter(T hub_options::*member)
      : set_([member](parsed_options& into, Value&& value) {
          put(into.hub.*member, std::move(value));
        }) {}

  template <class T>
  setter(T top_options::*member)
      : set_([member](parsed_options& into, Value&& value) {
          put(into.top.*member, std::move(value));
        }) {}

  template <class T>
  setter(T parsed_options::*member)
      : set_(
          [member](parsed_options& into, Value&& value) { put(into.*member, std::move(value)); }) {}

  void operator()(parsed_options& into, Value value) const { set_(into, std::move(value)); }

 private:
  template <class T>
  static void put(T& member, Value&& value) {
    if constexpr (std::is_same_v<T, std::vector<std::string>>)
      member.push_back(std::move(value));
    else if constexpr (std::is_same_v<Value, std::chrono::milliseconds>)
      member = std::chrono::floor<T>(value);
    else
      member = static_cast<T>(std::move(value));
  }

  std::function<void(parsed_options&, Value&&)> set_;
};

/// The form of an option's values, and the function that reads one.
struct option_value {
  /// The type of the option's key in a file.
  enum class kind : std::uint8_t { text, number, boolean };

  kind type = kind::text;
  bool repeatable = false;
  bool words = false;  ///< the metavar lists all values
  std::string metavar; ///< `FILE`, or `text|json`; empty: the flag needs no value
  std::string range;   ///< `from 1 to 64`; empty: not documented
  /// Reads a value. On failure returns the mistake and the correct form.
  std::function<std::optional<std::string>(parsed_options& into, const std::string& text)> read;
};

/// Accepts any text.
option_value text(std::string metavar, setter<std::string> set);

/// Accepts a text that `problem` does not reject; it returns the mistake and the correct form.
option_value checked_text(
    std::string metavar, setter<std::string> set,
    std::optional<std::string> (*problem)(const std::string& text));

/// Accepts any text, each time the option is given.
option_value texts(std::string metavar, setter<std::string> set);

/// Accepts a whole number in a range.
option_value number(setter<std::uint64_t> set, std::uint64_t least, std::uint64_t most);

/// Accepts a duration such as `250ms`, in a range.
option_value duration(
    setter<std::chrono::milliseconds> set, std::chrono::milliseconds least,
    std::chrono::milliseconds most = max_duration);

/// Accepts a number of bytes such as `64MiB`.
option_value bytes(setter<std::uint64_t> set);

/// Accepts one of a few words.
option_value choice(setter<chosen_word> set, std::initializer_list<std::string_view> words);

/// Accepts true or false.
option_value on_or_off(setter<bool> set);

/// Splits a text at commas, without the blanks around each part.
std::vector<std::string> split_list(std::string_view text);

} // namespace docker_monitor::config
