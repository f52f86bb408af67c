#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/history/history_store_actor.hpp"
#include "model/history/history_query.hpp"
#include "storage/history/history_file.hpp"

#include <caf/actor_system.hpp>

#include <chrono>
#include <cstdint>
#include <functional>

namespace docker_monitor::app {

/// What becomes of figures.
struct history_settings {
  std::chrono::milliseconds interval{1000};      ///< of the samples
  std::uint64_t memory_bytes = 0;                ///< at most; 0: there is no history
  storage::history_file file;                    ///< without a path they are in memory only
  std::function<void(actors::own_trouble)> tell; ///< of troubles with the file; not empty
  /// The time of day, for the names of files.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// The way of figures into the past: the keeper and the store, started and ended in the order that
/// loses nothing.
class history_path {
 public:
  history_path(caf::actor_system& system, const history_settings& settings);

  /// The same as `end`.
  ~history_path() { end(); }
  history_path(const history_path&) = delete;
  history_path& operator=(const history_path&) = delete;

  /// Who takes the rounds; null where there is no history.
  [[nodiscard]] const actors::history_keeper_actor& keeper() const { return keeper_; }

  /// Asks the keeper, from any thread; empty where there is none.
  [[nodiscard]] model::history_source source() const;

  /// Keeps what is there, then closes the file. Nothing more may be sent by then.
  void end();

 private:
  caf::actor_system& system_;
  actors::history_keeper_actor keeper_;
  actors::history_store_actor store_;
};

} // namespace docker_monitor::app
