#include "http/container/list_cache.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::http {

rendered_list& list_cache::at(std::string_view key) {
  const auto found = std::ranges::find(slots_, key, &slot::key);
  if (found == slots_.end())
    slots_.push_front({.key = std::string{key}});
  else
    slots_.splice(slots_.begin(), slots_, found);
  make_room();
  slots_.front().used = true;
  return slots_.front().list;
}

void list_cache::make_room() {
  std::size_t count = 1;
  std::size_t bytes = 0;
  for (auto it = std::next(slots_.begin()); it != slots_.end(); ++it) {
    bytes += it->list.bytes();
    if (++count > max_lists || bytes > max_bytes) {
      slots_.erase(it, slots_.end());
      return;
    }
  }
}

void list_cache::tidy() {
  for (auto it = slots_.begin(); it != slots_.end();)
    it = std::exchange(it->used, false) ? std::next(it) : slots_.erase(it);
}

} // namespace docker_monitor::http
