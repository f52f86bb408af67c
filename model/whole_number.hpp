#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace docker_monitor::model {

/// Returns the number that the whole text is, without a sign but `-`; none for anything else and
/// for a number beyond the range of its type.
template <class Number = std::uint64_t>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end)
    return std::nullopt;
  return number;
}

} // namespace docker_monitor::model
