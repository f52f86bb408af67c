#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::model {

/// The disk space of a container.
struct container_size {
  std::optional<std::uint64_t> rw_bytes;      ///< files that it created or changed
  std::optional<std::uint64_t> root_fs_bytes; ///< these files and its image

  bool operator==(const container_size&) const = default;
};

/// The disk space of an engine.
struct disk_usage {
  std::unordered_map<std::string, container_size> containers; ///< by id
  std::optional<std::uint64_t> images_bytes;                  ///< shared layers count once
  std::optional<std::uint64_t> volumes_bytes;
};

} // namespace docker_monitor::model
