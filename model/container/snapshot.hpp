#pragma once

#include "model/container/container.hpp"
#include "model/metric/sample.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// A container with its newest sample. Rows that differ only in time share the sample.
struct row {
  container_ptr container;
  sample_ptr sample; ///< null if there is no valid one
  engine_time sampled_at{};
  limits_ptr last_limits{}; ///< of an earlier sample, if this one has none; may be null
};

/// Returns the newest known limits of a row; null if there are none.
const limits_ptr& limits_of(const row& row);

/// A shared row: immutable.
using row_ptr = std::shared_ptr<const row>;

/// Returns the processes that the OOM killer ended in all runs of the container. The newest reading
/// may be ahead of the container's count.
std::uint64_t oom_kills(const row& row);

/// The id and name of the host, which is watched as if it were a container.
inline constexpr std::string_view host_id = "/";

/// The identity, in the history, of the series that only the host has. No container is called so,
/// and no path of the API has a name with a slash.
inline constexpr std::string_view host_series_id = "/host";

/// The positions of rows, in the order of their containers' ids.
using id_order = std::vector<std::uint32_t>;

/// The connection to the engine, as clients see it.
struct engine_status {
  bool connected = false;
  bool list_received = false; ///< the first list of containers has arrived
  std::string problem;        ///< why not connected, with the remedy; empty while connected
  std::string name;           ///< `Docker` or `Podman`; empty before the first contact
  std::string version;
  std::string api_version;          ///< the version in use
  std::string host_name;            ///< of the engine's machine, as in alarms
  std::vector<std::string> refused; ///< routes that the engine, or a proxy before it, refuses
  /// A time of the monotonic clock; empty before the first contact.
  std::optional<std::chrono::steady_clock::time_point> last_contact;
  std::optional<std::uint32_t> cores;        ///< of the engine's host
  std::optional<std::uint64_t> memory_bytes; ///< of the engine's host
  // On disk, with `--disk-usage`:
  std::optional<std::uint64_t> images_bytes;
  std::optional<std::uint64_t> volumes_bytes;
};

/// All containers at one moment: immutable once published, shared by all readers.
class snapshot {
 public:
  /// An empty snapshot: no container, no engine.
  snapshot() = default;

  /// Takes rows in any order; container pointers must not be null.
  snapshot(std::uint64_t round, engine_status engine, std::vector<row_ptr> rows);

  /// Takes rows sorted by name, and the order of their ids, for a caller that publishes the same
  /// containers repeatedly.
  snapshot(
      std::uint64_t round, engine_status engine, std::vector<row_ptr> rows,
      std::shared_ptr<const id_order> by_id, row_ptr host = nullptr);

  /// Returns a number that grows with every published snapshot.
  [[nodiscard]] std::uint64_t round() const { return round_; }

  [[nodiscard]] const engine_status& engine() const { return engine_; }

  /// Returns the rows, sorted by name.
  [[nodiscard]] const std::vector<row_ptr>& rows() const { return rows_; }

  /// Returns the use of the whole host as a row of `host_id`: all processes and devices;
  /// `started_at` is its boot. Null while unknown.
  [[nodiscard]] const row_ptr& host() const { return host_; }

  /// Finds a name, a full id, or a prefix of at least four characters of one id, in this order.
  /// Returns null if there is none or more than one.
  [[nodiscard]] const row* find(std::string_view name_or_id) const;

 private:
  std::uint64_t round_ = 0;
  engine_status engine_;
  std::vector<row_ptr> rows_;
  row_ptr host_;
  std::shared_ptr<const id_order> by_id_ = std::make_shared<const id_order>();
};

/// Sorts rows by name. Returns the order of their ids.
std::shared_ptr<const id_order> sort_rows(std::vector<row_ptr>& rows);

/// A published snapshot.
using snapshot_ptr = std::shared_ptr<const snapshot>;

} // namespace docker_monitor::model
