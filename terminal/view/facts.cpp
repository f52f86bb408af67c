#include "terminal/view/facts.hpp"

#include "terminal/view/text.hpp"

#include <algorithm>

namespace docker_monitor::terminal {

namespace {

/// On narrower screens a name may have a line of its own.
constexpr std::size_t names_beside_from = 44;

/// Returns the columns for the names.
std::size_t width_of_names(const facts& known) {
  constexpr std::size_t most = 28;
  std::size_t width = 0;
  for (const auto& [name, value] : known)
    width = std::max(width, std::min(width_of(name), most));
  return width;
}

line named_line(const std::string& name, std::string value) {
  line drawn;
  add(drawn, name + "  ", {.dim = true});
  add(drawn, std::move(value));
  return drawn;
}

} // namespace

void put(facts& to, const char* name, const std::string& value) {
  if (!value.empty())
    to.emplace_back(name, value);
}

std::vector<line> lines_of(const facts& known, std::size_t width) {
  if (width < names_beside_from)
    return whole_lines_of(known, width);
  std::vector<line> lines;
  const auto names = width_of_names(known);
  for (const auto& [name, value] : known) {
    auto one = named_line(fit(name, names), shorten(value, width - std::min(width, names + 2)));
    cut(one, width);
    lines.push_back(std::move(one));
  }
  return lines;
}

std::vector<line> whole_lines_of(const facts& known, std::size_t width) {
  std::vector<line> lines;
  const auto names = width_of_names(known);
  for (const auto& [name, value] : known) {
    const bool beside = width >= names_beside_from;
    if (!beside && width_of(name) + 2 + width_of(value) <= width) {
      lines.push_back(named_line(name, value));
      continue;
    }
    const auto indent = beside ? names + 2 : 1;
    if (!beside)
      lines.push_back({{name, {.dim = true}}});
    bool is_first = beside;
    for (auto& part : wrap(value, std::max(width, indent + 1) - indent)) {
      lines.push_back(
          std::exchange(is_first, false) ? named_line(fit(name, names), std::move(part))
                                         : line{{std::string(indent, ' ') + part}});
    }
  }
  return lines;
}

} // namespace docker_monitor::terminal
