#pragma once

#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// Returns the id of a container from a line of its mountinfo: Docker and Podman mount files such
/// as `/etc/hostname` from a folder with that name. Empty for every other line.
std::string container_of_mount(std::string_view line);

/// Returns the id of the container that this process runs in; of a container that shares the
/// network of another the id of that one. Empty outside of containers, and where it is unknown.
/// `mountinfo` is the `/proc/self/mountinfo` of this process.
std::string own_container(const std::string& mountinfo = "/proc/self/mountinfo");

/// Returns true if this process runs in a container of Docker or Podman.
bool is_in_container();

} // namespace docker_monitor::engine
