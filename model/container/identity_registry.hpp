#pragma once

#include "model/container/container.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The key that a container would have if no other container had it: `project/service/number` of
/// Compose, else `service/slot` of a swarm task (`service/node` of a global service), else the
/// name. Labels are set by images and people and may be wrong.
std::string identity_claim(const container& container);

/// One container took over the identity of another.
struct takeover {
  std::string identity;        ///< what it has now
  std::string former_identity; ///< what it had before
  std::string successor_id;
  std::string predecessor_id;
};

/// Which container has which identity: the key that stays the same when a container is renamed or
/// replaced. It belongs to at most one container.
///
/// A container gets its identity when it starts for the first time, and keeps it. Where another
/// container has it, the successor takes it over if it was created after the predecessor ended, or
/// if the predecessor was removed or ended by request. Until then the later container has a key of
/// its own.
class identity_registry {
 public:
  /// What is kept of a container across restarts.
  struct entry {
    std::string identity; ///< empty: none, or a successor took it
    std::string claim;    ///< at the first start
    std::optional<engine_time> created;
    std::optional<engine_time> ended; ///< none while it runs, or where the time is unknown
    bool running = false;
    bool ended_by_request = false;
  };

  /// The container runs. Returns its identity.
  std::string start(const container& c);

  /// The container exists, has run before and does not run. Returns its identity; empty where
  /// another container has it.
  std::string add_ended(const container& c);

  /// The container ended, or it became known that its end was asked for. Returns the takeover that
  /// this makes possible.
  std::optional<takeover> end(const std::string& id, engine_time at, bool requested);

  /// The container was removed. Returns the takeover that this makes possible.
  std::optional<takeover> remove(const std::string& id);

  /// When the container was created, where that became known later, or more precisely.
  void set_created(const std::string& id, engine_time created);

  /// The end of a container that does not run, where that became known later.
  void set_ended(const std::string& id, engine_time ended);

  /// What is known of a container; null where there is nothing.
  [[nodiscard]] const entry* find(const std::string& id) const;

  /// The ids of the containers whose entries changed since the call before.
  [[nodiscard]] std::vector<std::string> take_changed();

  /// Takes an entry back.
  void restore(const std::string& id, entry e);

  /// Nothing is known any more.
  void clear();

 private:
  [[nodiscard]] bool may_succeed(const entry& successor, const std::string& predecessor_id) const;
  void give(const std::string& id, entry& e, const std::string& identity);
  [[nodiscard]] std::string own_identity(const container& c, const entry& e) const;
  std::optional<takeover> hand_over(const std::string& predecessor_id);

  std::unordered_map<std::string, entry> entries_;       ///< by container id
  std::unordered_map<std::string, std::string> holders_; ///< container ids by identity
  std::unordered_set<std::string> waiting_; ///< ids of those whose claim another one holds
  std::vector<std::string> changed_;        ///< ids
};

} // namespace docker_monitor::model
