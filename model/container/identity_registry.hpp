#pragma once

#include "model/container/container.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// Returns the key that a container has if no other container has it: `project/service/number` of
/// Compose, else `service/slot` of a swarm task (`service/node` of a global service), else the
/// name. Images and people set labels, so they may be wrong.
std::string identity_claim(const container& container);

/// A container took over the identity of another.
struct takeover {
  std::string identity;        ///< the one it has now
  std::string former_identity; ///< the one it had before
  std::string successor_id;
  std::string predecessor_id;
};

/// Maps containers to identities, the keys that stay when a container is renamed or replaced. An
/// identity belongs to at most one container.
///
/// A container gets its identity at its first start, and keeps it. If another container has it, the
/// successor takes it over if it was created after the predecessor ended, or if the predecessor was
/// removed or ended by request. Until then the later container has a key of its own.
class identity_registry {
 public:
  /// The state of a container that is kept across restarts.
  struct entry {
    std::string identity; ///< empty: none, or a successor took it
    std::string claim;    ///< at the first start
    std::optional<engine_time> created;
    std::optional<engine_time> ended; ///< none while it runs, or where the time is unknown
    bool running = false;
    bool ended_by_request = false;
  };

  /// Notes that the container runs. Returns its identity.
  std::string start(const container& c);

  /// Adds a container that has run before and does not run now. Returns its identity; empty if
  /// another container has it.
  std::string add_ended(const container& c);

  /// Notes that the container ended, or that its end was requested. Returns the takeover that this
  /// makes possible.
  std::optional<takeover> end(const std::string& id, engine_time at, bool requested);

  /// Removes a container. Returns the takeover that this makes possible.
  std::optional<takeover> remove(const std::string& id);

  /// Sets the creation time, if it becomes known later or more precisely.
  void set_created(const std::string& id, engine_time created);

  /// Sets the end of a container that does not run, if it becomes known later.
  void set_ended(const std::string& id, engine_time ended);

  /// Returns the entry of a container; null if there is none.
  [[nodiscard]] const entry* find(const std::string& id) const;

  /// Returns the ids of the containers whose entries changed since the previous call.
  [[nodiscard]] std::vector<std::string> take_changed();

  /// Restores an entry.
  void restore(const std::string& id, entry e);

  /// Removes everything.
  void clear();

 private:
  [[nodiscard]] bool may_succeed(const entry& successor, const std::string& predecessor_id) const;
  void give(const std::string& id, entry& e, const std::string& identity);
  [[nodiscard]] std::string own_identity(const container& c, const entry& e) const;
  std::optional<takeover> hand_over(const std::string& predecessor_id);

  std::unordered_map<std::string, entry> entries_;       ///< by container id
  std::unordered_map<std::string, std::string> holders_; ///< container ids by identity
  std::unordered_set<std::string> waiting_; ///< ids of containers whose claim another one holds
  std::vector<std::string> changed_;        ///< ids
};

} // namespace docker_monitor::model
