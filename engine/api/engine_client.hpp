#pragma once

#include "model/container/container.hpp"
#include "model/event/event.hpp"
#include "model/failure.hpp"
#include "model/metric/sample.hpp"

#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// The engine that answered, and the API version in use.
struct engine_identity {
  std::string name;        ///< `Docker` or `Podman`
  std::string version;     ///< of the product, such as `20.10.24+dfsg1`
  std::string api_version; ///< negotiated, such as `1.41`
  std::string id; ///< `/info` ID; empty where refused and for Podman, which changes it per call
  /// The engine's clock when it answered, from `/info`, else from the `Date` of an answer in
  /// seconds.
  model::engine_time now;
  std::uint64_t memory_bytes = 0;
  std::uint32_t cores = 0;
  std::string host_name;     ///< `/info` Name; empty if unknown
  bool live_restore = false; ///< containers keep running while the engine is down
  /// Optional routes that were refused, for example by a proxy: `/info`, `/version`.
  std::vector<std::string> refused;
};

/// Takes the result of a call. It is called exactly once, on the client's thread, and must not
/// block.
template <class T>
using handler = std::function<void(model::expected<T>)>;

/// The GET calls to a Docker Engine or to Podman's Docker-compatible service. Each call has a
/// deadline of its own. All functions may be called from any thread.
class engine_client {
 public:
  virtual ~engine_client() = default;

  /// Asks for the identity and agrees on an API version, which the other calls use.
  virtual void negotiate(handler<engine_identity> done) = 0;

  /// Asks for the machine's memory and CPUs, which may have changed, and fills in only these. Fails
  /// where the engine does not report them.
  virtual void machine(handler<engine_identity> done) = 0;

  /// Lists all containers, including stopped ones. Fills the first group of `model::container` and
  /// `image_id`.
  virtual void list(handler<std::vector<model::container>> done) = 0;

  /// Returns one container with all members. Fails with `not_found` where it is gone.
  virtual void inspect(const std::string& id, handler<model::container> done) = 0;

  /// Returns one reading of one container. Counters that the engine lacks, as for a container that
  /// does not run, are absent.
  virtual void stats(const std::string& id, handler<model::counters> done) = 0;

  /// Returns the disk space of containers, images and volumes. The engine walks its disks for it,
  /// which may take minutes.
  virtual void disk_usage(handler<model::disk_usage> done) = 0;

  /// Returns the last lines that a container wrote, at most `lines`, standard output and error
  /// together. Fails with `refused` where its log driver stores nothing.
  virtual void
  logs(const std::string& id, unsigned lines, handler<std::vector<std::string>> done) = 0;

  /// Returns true where the engine holds each call of `stats` for about a second, until its
  /// collector runs (Docker before 25, API 1.44). May be called from any thread.
  [[nodiscard]] virtual bool holds_stats_calls() const = 0;

  /// Succeeds if the engine answers within three seconds. Uses a connection of its own.
  virtual void ping(handler<bool> done) = 0;

  /// Returns the events of all types in the engine's buffer, both ends inclusive, on another
  /// connection than the stream's. `until` must be in the engine's past. Podman may have no
  /// buffered events.
  virtual void
  recall(model::engine_time since, model::engine_time until, handler<model::event_memory> done) = 0;

  /// Closes the current stream, if any, and opens one that replays the buffered events from `since`
  /// on. `opened` is called once, when the engine has accepted the request; then `received` for
  /// each batch; and last `ended`, exactly once, with the reason. No handler of a replaced stream
  /// is called.
  virtual void subscribe(
      model::engine_time since, std::function<void()> opened,
      std::function<void(model::event_batch)> received,
      std::function<void(model::failure)> ended) = 0;

  /// Closes the stream without a call of its `ended`.
  virtual void unsubscribe() = 0;
};

} // namespace docker_monitor::engine
