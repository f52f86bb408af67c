#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// The known word that needs the fewest letters changed, added, left out or swapped with their
/// neighbour to be `word`; empty where more than a third of it would change.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// What to tell behind a word that is not known: `; did you mean "…"?`, or all that are known.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

} // namespace docker_monitor::model
