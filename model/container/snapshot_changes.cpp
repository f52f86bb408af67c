#include "model/container/snapshot_changes.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

using change = snapshot_changes::change;

/// Compares what clients see. The time of the newest contact is not part of it.
bool is_same(const engine_status& a, const engine_status& b) {
  return a.connected == b.connected && a.list_received == b.list_received && a.problem == b.problem
         && a.name == b.name && a.version == b.version && a.api_version == b.api_version
         && a.host_name == b.host_name && a.refused == b.refused && a.cores == b.cores
         && a.memory_bytes == b.memory_bytes && a.images_bytes == b.images_bytes
         && a.volumes_bytes == b.volumes_bytes;
}

void compare(const row_ptr& before, const row_ptr& after, snapshot_changes& changes) {
  if (before == after)
    return;
  if (before->container != after->container)
    changes.containers.push_back({change::changed, after});
  if (before->sample != after->sample)
    changes.sampled.push_back(after);
  changes.round |= before->sampled_at != after->sampled_at || before->sample != after->sample;
}

/// Turns removed and added into changed for a container that was renamed.
void find_renamed(snapshot_changes& changes) {
  auto& list = changes.containers;
  const auto is_leaving = [](const auto& c) { return c.what == change::removed; };
  for (auto gone = std::ranges::find_if(list, is_leaving); gone != list.end();) {
    const auto came = std::ranges::find_if(list, [&](const auto& c) {
      return c.what == change::added && c.row->container->id == gone->row->container->id;
    });
    if (came != list.end()) {
      came->what = change::changed;
      gone = list.erase(gone);
    } else {
      ++gone;
    }
    gone = std::find_if(gone, list.end(), is_leaving);
  }
}

} // namespace

std::string_view to_string(change what) {
  switch (what) {
  case change::added:
    return "added";
  case change::removed:
    return "removed";
  default:
    return "changed";
  }
}

snapshot_changes changes_between(const snapshot& before, const snapshot& after) {
  snapshot_changes changes;
  changes.engine = !is_same(before.engine(), after.engine());
  const auto& name = [](const row_ptr& row) -> const std::string& { return row->container->name; };
  auto old = before.rows().begin();
  const auto end = before.rows().end();
  for (const auto& row : after.rows()) {
    for (; old != end && *old != row && name(*old) < name(row); ++old)
      changes.containers.push_back({change::removed, *old});
    if (old == end || (*old != row && name(*old) != name(row))) {
      changes.containers.push_back({change::added, row});
      continue;
    }
    if ((*old)->container->id == row->container->id) {
      compare(*old, row, changes);
    } else { // a successor of the same name
      changes.containers.push_back({change::removed, *old});
      changes.containers.push_back({change::added, row});
    }
    ++old;
  }
  for (; old != end; ++old)
    changes.containers.push_back({change::removed, *old});
  find_renamed(changes);
  return changes;
}

} // namespace docker_monitor::model
