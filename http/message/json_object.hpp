#pragma once

#include "http/message/member_selection.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Appends a JSON object member by member. Unknown members are left out, never 0 or null, and so
/// are inner objects without members.
class json_object {
 public:
  /// Begins an object. Keys must need no escaping. With a selection, which must outlive the object,
  /// only selected members are appended; null selects all.
  explicit json_object(std::string& out, const member_selection* wanted = nullptr)
      : out_(out), wanted_(wanted) {
    out_ += '{';
  }
  json_object(const json_object&) = delete;
  json_object& operator=(const json_object&) = delete;

  /// Returns false for members outside the selection.
  [[nodiscard]] bool wants(std::string_view name) const { return !wanted_ || wanted_->find(name); }

  /// Returns the selection within a selected member; null selects all.
  [[nodiscard]] const member_selection* wanted_of(std::string_view name) const {
    return wanted_ ? wanted_->find(name) : nullptr;
  }

  /// Appends `"name":`, selected or not; a value must follow.
  void key(std::string_view name);

  /// Appends a text, escaped. Leaves out an empty one.
  void text(std::string_view name, std::string_view value);

  /// Appends an array of texts. Leaves out an empty one.
  void texts(std::string_view name, std::span<const std::string> values);

  /// Appends a text of the program, which needs no escaping.
  void word(std::string_view name, std::string_view value);

  void boolean(std::string_view name, bool value);

  /// Appends a number that may be negative.
  void code(std::string_view name, std::optional<int> value);
  void integer(std::string_view name, std::optional<std::uint64_t> value);

  /// Appends a percentage or a rate.
  void decimal(std::string_view name, std::optional<double> value);

  /// Appends nanoseconds as seconds.
  void seconds(std::string_view name, std::optional<std::uint64_t> nanoseconds);

  void time(std::string_view name, std::optional<model::engine_time> value);

  /// Appends an inner object, to which `fill` adds members.
  template <class Fill>
  void object(std::string_view name, Fill fill) {
    if (!wants(name))
      return;
    const auto before = out_.size();
    const bool was_empty = empty_;
    key(name);
    json_object inner{out_, wanted_of(name)};
    fill(inner);
    inner.end();
    if (inner.empty_) {
      out_.resize(before);
      empty_ = was_empty;
    }
  }

  /// Ends the object.
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  const member_selection* wanted_;
  bool empty_ = true;
};

} // namespace docker_monitor::http
