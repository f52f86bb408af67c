#pragma once

#include "http/message/member_selection.hpp"
#include "model/container/snapshot.hpp"

#include <span>
#include <string>
#include <vector>

namespace docker_monitor::http {

/// What a container object depends on beside its row.
struct container_view {
  /// Keys of the container labels that may be shown; `service` is made of them, too.
  std::span<const std::string> labels;
  std::optional<std::uint32_t> cores;       ///< of the engine's host, for `cpu.hostPercent`
  bool commands = false;                    ///< whether they are shown
  const member_selection* wanted = nullptr; ///< the members that are shown; null: all
};

/// Appends the container object of API v2. What is unknown is left out; what is measured is there
/// only while the container is up and has a sample. `sampledAt` comes last, see `set_sampled_at`.
void append_container(std::string& out, const model::row& row, const container_view& view);

/// Turns the object of `before`, whose container and sample `now` shares, into that of `now`: only
/// the time differs, and it always stands at the same distance from the end. False where more
/// differs and the object must be made anew.
bool set_sampled_at(
    std::span<char> object, const model::row& before, const model::row& now,
    const container_view& view);

} // namespace docker_monitor::http
