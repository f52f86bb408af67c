#include "engine/host/own_container.hpp"

#include "engine/cgroup/kernel_file.hpp"

#include <algorithm>
#include <cstddef>

#include <unistd.h>

namespace docker_monitor::engine {

namespace {

constexpr std::size_t digits_of_id = 64;

/// Removes the text up to a separator, which it removes, too. Returns the text.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

bool is_full_id(std::string_view text) {
  return text.size() == digits_of_id
         && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

std::string container_of_mount(std::string_view line) {
  for (int i = 0; i < 3; ++i)
    take_until(line, ' '); // mount id, parent id, device
  auto root = take_until(line, ' ');
  const auto mount_point = take_until(line, ' ');
  if (mount_point != "/etc/hostname" && mount_point != "/etc/hosts"
      && mount_point != "/etc/resolv.conf")
    return {};
  while (!root.empty())
    if (const auto part = take_until(root, '/'); is_full_id(part))
      return std::string{part};
  return {};
}

std::string own_container(const std::string& mountinfo) {
  std::string id;
  read_kernel_lines(mountinfo.c_str(), [&](std::string_view line) {
    if (id.empty())
      id = container_of_mount(line);
  });
  return id;
}

bool is_in_container() {
  return access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0
         || !own_container().empty();
}

} // namespace docker_monitor::engine
