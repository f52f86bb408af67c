#include "http/message/entity_tag.hpp"

#include "http/message/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace docker_monitor::http {

namespace {

constexpr std::size_t word_bytes = sizeof(std::uint64_t);

/// Mixes a word into a state. For a given word distinct states stay distinct, and for a given state
/// distinct words, so contents that differ in one word never share a tag.
std::uint64_t mix(std::uint64_t state, std::uint64_t word) {
  // Odd numbers with well-spread bits. The multiplication is done twice, with the upper half XORed
  // into the lower in between: a single one would keep a difference in the highest bit in one bit,
  // which the next word could cancel.
  constexpr std::uint64_t first = 0x9e3779b97f4a7c15;
  constexpr std::uint64_t second = 0xd6e8feb86659fd93;
  state = (state ^ word) * first;
  return (state ^ state >> 32) * second;
}

std::uint64_t word_at(std::string_view text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), std::min(text.size(), word_bytes));
  return word;
}

/// Hashes four words at a time into four states, so that their multiplications overlap.
std::uint64_t hash(std::string_view content) {
  std::array<std::uint64_t, 4> states{1, 2, 3, 4};
  std::uint64_t sum = content.size();
  while (content.size() >= states.size() * word_bytes)
    for (auto& state : states) {
      state = mix(state, word_at(content));
      content.remove_prefix(word_bytes);
    }
  for (const auto state : states)
    sum = mix(sum, state);
  for (; !content.empty(); content.remove_prefix(std::min(content.size(), word_bytes)))
    sum = mix(sum, word_at(content));
  return mix(sum, 0);
}

constexpr std::string_view gzip_mark = "-gzip\"";

/// One element of a list of entity tags, its quotes included.
struct listed_tag {
  std::string_view text; ///< empty at a fault
  bool weak = false;
};

/// Removes one entity tag from a list.
listed_tag take_tag(std::string_view& list) {
  const bool weak = list.starts_with("W/");
  if (weak)
    list.remove_prefix(2);
  const auto end = list.starts_with('"') ? list.find('"', 1) : std::string_view::npos;
  if (end == std::string_view::npos)
    return {};
  const auto tag = list.substr(0, end + 1);
  list.remove_prefix(tag.size());
  return {tag, weak};
}

/// Returns true where a list names `tag`. Weak tags count only with `weak_too`.
bool lists_tag(std::string_view list, std::string_view tag, bool weak_too) {
  auto rest = trim(list);
  if (rest == "*")
    return true;
  while (!rest.empty()) {
    if (rest.front() == ',') { // an empty element
      rest = trim(rest.substr(1));
      continue;
    }
    const auto named = take_tag(rest);
    if (named.text.empty())
      return false;
    if (named.text == tag && (weak_too || !named.weak))
      return true;
    rest = trim(rest);
    if (!rest.empty() && rest.front() != ',')
      return false;
  }
  return false;
}

} // namespace

std::string entity_tag(std::string_view content) {
  std::string tag = "\"";
  const auto number = hash(content);
  for (int shift = 60; shift >= 0; shift -= 4)
    tag += "0123456789abcdef"[(number >> shift) & 15];
  return tag += '"';
}

std::string gzip_tag(std::string_view tag) {
  return std::string{tag.substr(0, tag.size() - 1)}.append(gzip_mark);
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  return lists_tag(if_none_match, tag, true);
}

bool names_tag_strongly(std::string_view if_match, std::string_view tag) {
  return lists_tag(if_match, tag, false);
}

} // namespace docker_monitor::http
