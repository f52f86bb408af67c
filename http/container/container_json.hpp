#pragma once

#include "http/message/member_selection.hpp"
#include "model/container/snapshot.hpp"

#include <span>
#include <string>
#include <vector>

namespace docker_monitor::http {

/// The inputs of a container object besides its row.
struct container_view {
  /// Keys of the container labels that may be shown. `service` is made of them, too.
  std::span<const std::string> labels{};
  std::optional<std::uint32_t> cores{};     ///< of the engine's host, for `cpu.hostPercent`
  bool commands = false;                    ///< commands may be shown
  bool configuration = false;               ///< the configuration is shown
  const member_selection* wanted = nullptr; ///< the members that are shown; null: all
};

/// Appends the container object of API v2. Leaves out unknown members; measured ones are present
/// only while the container is up and has a sample. `sampledAt` comes last, see `set_sampled_at`.
void append_container(std::string& out, const model::row& row, const container_view& view);

/// Turns the object of `before` into that of `now`, which has the same container and sample, so
/// only the time differs. Its distance from the end is constant. Returns false where more differs
/// and the object must be rendered again.
bool set_sampled_at(
    std::span<char> object, const model::row& before, const model::row& now,
    const container_view& view);

} // namespace docker_monitor::http
