#include "model/container/container_filter.hpp"

#include <algorithm>

namespace docker_monitor::model {

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos; // index in the pattern; `begun` is where its match
                                             // began
  std::size_t begun = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      begun = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++begun;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

bool container_filter::pattern::matches(const container& container) const {
  switch (of) {
  case subject::name:
    return matches_glob(glob, container.name);
  case subject::image:
    return matches_glob(glob, container.image);
  case subject::label: {
    const auto label = container.labels.find(key);
    return label != container.labels.end() && matches_glob(glob, label->second);
  }
  }
  return false;
}

expected<container_filter::pattern> container_filter::parse(std::string_view text) {
  const auto equals = text.find('=');
  const auto subject = text.substr(0, equals);
  const auto rest = equals == std::string_view::npos ? std::string_view{} : text.substr(equals + 1);
  pattern result;
  result.glob = rest;
  if (subject == "name") {
    result.of = pattern::subject::name;
  } else if (subject == "image") {
    result.of = pattern::subject::image;
  } else if (subject == "label") {
    result.of = pattern::subject::label;
    const auto value = rest.find('=');
    result.key = rest.substr(0, value);
    result.glob = value == std::string_view::npos ? "*" : rest.substr(value + 1);
  }
  const bool known = subject == "name" || subject == "image" || subject == "label";
  if (!known && equals == std::string_view::npos && !text.empty())
    return failure{
        failure_code::bad_option, "pattern \"" + std::string{text}
                                      + "\": it names no subject; use name=" + std::string{text}
                                      + ", or image= or label="};
  if (!known || rest.empty() || (subject == "label" && result.key.empty()))
    return failure{
        failure_code::bad_option, "pattern \"" + std::string{text}
                                      + "\": expected name=GLOB, image=GLOB, label=KEY or "
                                        "label=KEY=VALUE"};
  return result;
}

expected<container_filter> container_filter::make(
    const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
  container_filter filter;
  for (const auto& text : include) {
    auto parsed = parse(text);
    if (!parsed)
      return parsed.error();
    filter.include_.push_back(*std::move(parsed));
  }
  for (const auto& text : exclude) {
    auto parsed = parse(text);
    if (!parsed)
      return parsed.error();
    filter.exclude_.push_back(*std::move(parsed));
  }
  return filter;
}

bool container_filter::watches(const container& container) const {
  const auto matches = [&](const pattern& p) { return p.matches(container); };
  return (include_.empty() || std::ranges::any_of(include_, matches))
         && std::ranges::none_of(exclude_, matches);
}

} // namespace docker_monitor::model
