#pragma once

#include "model/container/container.hpp"
#include "model/container/event.hpp"
#include "model/failure.hpp"
#include "model/metric/sample.hpp"

#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// Who answers, and how we talk to it.
struct engine_identity {
  std::string name;        ///< `Docker` or `Podman`
  std::string version;     ///< the product's, such as `20.10.24+dfsg1`
  std::string api_version; ///< the one negotiated, such as `1.41`
  std::string id; ///< `/info` ID; empty where refused, and for Podman, whose ID is random per call
  /// The engine's clock when it answered: of `/info`, or else the `Date` of an answer, in seconds.
  model::engine_time now;
  std::uint64_t memory_bytes = 0;
  std::uint32_t cores = 0;
  std::string host_name;     ///< `/info` Name; empty where it is not known
  bool live_restore = false; ///< containers go on while the engine is away
  /// Routes that we can do without and that were refused, as by a proxy: `/info`, `/version`.
  std::vector<std::string> refused;
};

/// Takes the result of a call. Called exactly once, on the client's own thread; must not block.
template <class T>
using handler = std::function<void(model::expected<T>)>;

/// The few GET calls we make to a Docker Engine or Podman's Docker-compatible service. Every call
/// has a deadline of its own and may be made from any thread.
class engine_client {
 public:
  virtual ~engine_client() = default;

  /// Asks who is there and agrees on an API version; the other calls use what this agreed on.
  virtual void negotiate(handler<engine_identity> done) = 0;

  /// Asks for the machine's memory and CPUs, which may have changed since; fills only these. Fails
  /// where the engine does not tell.
  virtual void machine(handler<engine_identity> done) = 0;

  /// All containers, stopped ones too. Fills the first group of `model::container` and `image_id`.
  virtual void list(handler<std::vector<model::container>> done) = 0;

  /// One container with all members; `not_found` where it is gone.
  virtual void inspect(const std::string& id, handler<model::container> done) = 0;

  /// One reading of one container. Absent counters where the engine has none (not running).
  virtual void stats(const std::string& id, handler<model::counters> done) = 0;

  /// What containers, images and volumes take on disk. The engine walks its disks for that, which
  /// may take minutes.
  virtual void disk_usage(handler<model::disk_usage> done) = 0;

  /// What a container wrote last, at most `lines`, standard output and error together. `refused`
  /// where its log driver keeps nothing.
  virtual void
  logs(const std::string& id, unsigned lines, handler<std::vector<std::string>> done) = 0;

  /// True where the engine holds each call of `stats` for about a second, until its collector comes
  /// by (Docker before 25, API 1.44). From any thread.
  [[nodiscard]] virtual bool holds_stats_calls() const = 0;

  /// Succeeds when the engine answers within three seconds, on a connection of its own.
  virtual void ping(handler<bool> done) = 0;

  /// What the engine remembers of events of all types, both ends inclusive, on a connection other
  /// than the stream's. `until` must be in the engine's past. Podman may remember nothing.
  virtual void
  recall(model::engine_time since, model::engine_time until, handler<model::event_memory> done) = 0;

  /// Ends the stream before, if any, and starts one that replays the buffered events from `since`
  /// on. `opened` is called once, when the engine has accepted; then `received` for each batch;
  /// last, `ended`, exactly once, with why. No handler is called for a stream that was replaced.
  virtual void subscribe(
      model::engine_time since, std::function<void()> opened,
      std::function<void(model::event_batch)> received,
      std::function<void(model::failure)> ended) = 0;

  /// Ends the stream without calling its `ended`.
  virtual void unsubscribe() = 0;
};

} // namespace docker_monitor::engine
