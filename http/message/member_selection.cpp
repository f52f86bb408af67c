#include "http/message/member_selection.hpp"

#include <algorithm>

namespace docker_monitor::http {

void member_selection::add(std::span<const std::string_view> path) {
  const auto name = path.front();
  auto place = std::ranges::lower_bound(members_, name, {}, &decltype(members_)::value_type::first);
  const bool is_new = place == members_.end() || place->first != name;
  if (is_new)
    place = members_.emplace(place, name, member_selection{});
  auto& inner = place->second;
  if (path.size() == 1)
    inner.members_.clear();
  else if (is_new || !inner.members_.empty())
    inner.add(path.subspan(1));
}

const member_selection* member_selection::find(std::string_view name) const {
  if (members_.empty())
    return this;
  const auto found = std::ranges::find(members_, name, &decltype(members_)::value_type::first);
  return found == members_.end() ? nullptr : &found->second;
}

void member_selection::append_key(std::string& out) const {
  for (const auto& [name, inner] : members_) {
    out.append(name).append("{");
    inner.append_key(out);
    out += '}';
  }
}

} // namespace docker_monitor::http
