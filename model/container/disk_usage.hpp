#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::model {

/// What a container takes on disk.
struct container_size {
  std::optional<std::uint64_t> rw_bytes;      ///< the files that it made or changed
  std::optional<std::uint64_t> root_fs_bytes; ///< those and its image

  bool operator==(const container_size&) const = default;
};

/// What an engine takes on disk.
struct disk_usage {
  std::unordered_map<std::string, container_size> containers; ///< by id
  std::optional<std::uint64_t> images_bytes;                  ///< layers that are shared count once
  std::optional<std::uint64_t> volumes_bytes;
};

} // namespace docker_monitor::model
