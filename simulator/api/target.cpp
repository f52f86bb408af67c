#include "simulator/api/target.hpp"

#include "model/whole_number.hpp"

namespace docker_monitor::simulator {

namespace {

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

std::string decode(std::string_view text, bool plus_is_space) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0
        && hex_digit(text[i + 2]) >= 0) {
      plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      plain += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

/// Calls `each` with the parts between separators.
template <class Each>
void split(std::string_view text, char separator, Each each) {
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(separator));
    each(part);
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
  }
}

bool is_version(std::string_view segment) {
  return segment.size() > 3 && segment[0] == 'v' && segment[1] >= '0' && segment[1] <= '9'
         && segment.find('.') != std::string_view::npos;
}

} // namespace

std::string_view target::value(const std::string& key) const {
  const auto found = query.find(key);
  return found == query.end() ? std::string_view{} : std::string_view{found->second};
}

std::uint64_t target::number(const std::string& key, std::uint64_t otherwise) const {
  return model::whole_number(value(key)).value_or(otherwise);
}

bool target::flag(const std::string& key) const {
  const auto text = value(key);
  return !(text.empty() || text == "0" || text == "no" || text == "false" || text == "none");
}

target parse_target(std::string_view text) {
  target parsed;
  const auto mark = text.find('?');
  split(text.substr(0, mark), '/', [&](std::string_view part) {
    if (parsed.version.empty() && parsed.segments.empty() && is_version(part))
      parsed.version = part.substr(1);
    else if (!part.empty())
      parsed.segments.push_back(decode(part, false));
  });
  if (mark != std::string_view::npos)
    split(text.substr(mark + 1), '&', [&](std::string_view part) {
      const auto equals = part.find('=');
      const auto value =
          equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
      parsed.query[decode(part.substr(0, equals), true)] = decode(value, true);
    });
  return parsed;
}

} // namespace docker_monitor::simulator
