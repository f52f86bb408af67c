#pragma once

#include "http/message/member_selection.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// Appends a JSON object member by member. What is unknown is left out, never 0 or null: a member
/// without a value, and an inner object without members.
class json_object {
 public:
  /// Begins an object. Keys are of ours: never anything that would need escaping. Of a selection,
  /// which must outlive the object, only what is in it is appended; null is all.
  explicit json_object(std::string& out, const member_selection* wanted = nullptr)
      : out_(out), wanted_(wanted) {
    out_ += '{';
  }
  json_object(const json_object&) = delete;
  json_object& operator=(const json_object&) = delete;

  /// False for members that are left out because nobody wants them.
  [[nodiscard]] bool wants(std::string_view name) const { return !wanted_ || wanted_->find(name); }

  /// What is wanted of a member that is wanted; null is all.
  [[nodiscard]] const member_selection* wanted_of(std::string_view name) const {
    return wanted_ ? wanted_->find(name) : nullptr;
  }

  /// Appends `"name":`, wanted or not; a value must follow.
  void key(std::string_view name);

  /// Appends a text that may be anyone's, left out where it is empty.
  void text(std::string_view name, std::string_view value);

  /// Appends an array of texts, left out where there are none.
  void texts(std::string_view name, std::span<const std::string> values);

  /// Appends a word of ours, which needs no escaping.
  void word(std::string_view name, std::string_view value);

  void boolean(std::string_view name, bool value);

  /// A number that may be negative.
  void code(std::string_view name, std::optional<int> value);
  void integer(std::string_view name, std::optional<std::uint64_t> value);

  /// A percentage or a rate.
  void decimal(std::string_view name, std::optional<double> value);

  /// Nanoseconds, shown as seconds.
  void seconds(std::string_view name, std::optional<std::uint64_t> nanoseconds);

  void time(std::string_view name, std::optional<model::engine_time> value);

  /// An inner object, to which `fill` adds members.
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
