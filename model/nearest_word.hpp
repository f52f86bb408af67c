#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// Returns the known word with the smallest edit distance to `word`: letters changed, added,
/// removed or swapped with their neighbour. Returns an empty text where more than a third of `word`
/// would change.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// Returns the text to append after an unknown word: `; did you mean "…"?`, or all known words.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

} // namespace docker_monitor::model
