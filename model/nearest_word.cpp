#include "model/nearest_word.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace docker_monitor::model {

namespace {

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// Returns the optimal string alignment distance; case is ignored.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_ago(b.size() + 1);
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = same_letter(a[i - 1], b[j - 1]);
      now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]))
        now[j] = std::min(now[j], two_ago[j - 2] + 1);
    }
    two_ago.swap(before);
    before.swap(now);
  }
  return before.back();
}

} // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t longest = 64; // no known word is near a longer one
  if (word.size() > longest)
    return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const auto candidate : known) {
    const auto changes = distance(word, candidate);
    if (changes < least) {
      least = changes;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  std::string text = "; ";
  if (const auto nearest = nearest_word(word, known); !nearest.empty())
    return text.append("did you mean \"").append(nearest).append("\"?");
  text += "known: ";
  for (std::size_t i = 0; i < known.size(); ++i)
    text.append(i > 0 ? ", " : "").append(known[i]);
  return text;
}

} // namespace docker_monitor::model
