#include "http/container/list_shelf.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::http {

rendered_list& list_shelf::at(std::string_view key) {
  const auto found = std::ranges::find(slots_, key, &slot::key);
  if (found == slots_.end())
    slots_.push_front({.key = std::string{key}});
  else
    slots_.splice(slots_.begin(), slots_, found);
  make_room();
  slots_.front().asked_for = true;
  return slots_.front().list;
}

void list_shelf::make_room() {
  std::size_t count = 1;
  std::size_t bytes = 0;
  for (auto it = std::next(slots_.begin()); it != slots_.end(); ++it) {
    bytes += it->list.bytes();
    if (++count > most_lists || bytes > most_bytes) {
      slots_.erase(it, slots_.end());
      return;
    }
  }
}

void list_shelf::tidy() {
  for (auto it = slots_.begin(); it != slots_.end();)
    it = std::exchange(it->asked_for, false) ? std::next(it) : slots_.erase(it);
}

} // namespace docker_monitor::http
