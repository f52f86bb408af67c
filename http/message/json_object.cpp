#include "http/message/json_object.hpp"

#include "http/message/json_text.hpp"

#include <utility>

namespace docker_monitor::http {

void json_object::key(std::string_view name) {
  if (!empty_)
    out_ += ',';
  empty_ = false;
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void json_object::text(std::string_view name, std::string_view value) {
  if (value.empty() || !wants(name))
    return;
  key(name);
  append_json_name(out_, value);
}

void json_object::texts(std::string_view name, std::span<const std::string> values) {
  if (values.empty() || !wants(name))
    return;
  key(name);
  char separator = '[';
  for (const auto& value : values) {
    out_ += std::exchange(separator, ',');
    append_json_name(out_, value);
  }
  out_ += ']';
}

void json_object::word(std::string_view name, std::string_view value) {
  if (!wants(name))
    return;
  key(name);
  out_ += '"';
  out_ += value;
  out_ += '"';
}

void json_object::boolean(std::string_view name, bool value) {
  if (!wants(name))
    return;
  key(name);
  out_ += value ? "true" : "false";
}

void json_object::code(std::string_view name, std::optional<int> value) {
  if (!value || !wants(name))
    return;
  key(name);
  append_integer(out_, std::int64_t{*value});
}

void json_object::integer(std::string_view name, std::optional<std::uint64_t> value) {
  if (!value || !wants(name))
    return;
  key(name);
  append_integer(out_, *value);
}

void json_object::decimal(std::string_view name, std::optional<double> value) {
  if (!value || !wants(name))
    return;
  const auto before = out_.size();
  const bool was_empty = empty_;
  key(name);
  if (append_decimal(out_, *value))
    return;
  out_.resize(before);
  empty_ = was_empty;
}

void json_object::seconds(std::string_view name, std::optional<std::uint64_t> nanoseconds) {
  if (!nanoseconds || !wants(name))
    return;
  key(name);
  append_seconds(out_, *nanoseconds);
}

void json_object::time(std::string_view name, std::optional<model::engine_time> value) {
  if (!value || !wants(name))
    return;
  const auto text = model::to_rfc3339(*value);
  word(name, {text.data(), text.size()});
}

} // namespace docker_monitor::http
