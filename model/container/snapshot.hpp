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

/// A container with its newest sample. The sample is shared by rows in which nothing but the time
/// differs.
struct row {
  container_ptr container;
  sample_ptr sample; ///< null while there is no valid one
  engine_time sampled_at{};
  limits_ptr last_limits{}; ///< of an earlier sample, where this one tells none; may be null
};

/// The newest limits that are known of a row; null where none are.
const limits_ptr& limits_of(const row& row);

/// A row as it is shared: immutable.
using row_ptr = std::shared_ptr<const row>;

/// Processes that the OOM killer ended in all runs of the container. The newest reading may be
/// ahead of what was counted.
std::uint64_t oom_kills(const row& row);

/// The id and name by which the host itself is watched, as if it were a container.
inline constexpr std::string_view host_id = "/";

/// The positions of rows, in the order of their containers' ids.
using id_order = std::vector<std::uint32_t>;

/// The connection to the engine as clients may see it.
struct engine_status {
  bool connected = false;
  bool list_received = false; ///< the first list of containers is in
  std::string problem;        ///< why not connected, with the remedy; empty while connected
  std::string name;           ///< `Docker` or `Podman`; empty before the first contact
  std::string version;
  std::string api_version;          ///< the one in use
  std::string host_name;            ///< of its machine, as alarms have it
  std::vector<std::string> refused; ///< routes the engine, or a proxy before it, does not answer
  /// Of the monotonic clock; absent before the first contact.
  std::optional<std::chrono::steady_clock::time_point> last_contact;
  std::optional<std::uint32_t> cores;        ///< of the engine's host
  std::optional<std::uint64_t> memory_bytes; ///< of the engine's host
  // On disk, with `--disk-usage`:
  std::optional<std::uint64_t> images_bytes;
  std::optional<std::uint64_t> volumes_bytes;
};

/// Every container at one moment: immutable once published, shared by all readers.
class snapshot {
 public:
  /// An empty one: no container, no engine.
  snapshot() = default;

  /// Takes rows in any order; container pointers must not be null.
  snapshot(std::uint64_t round, engine_status engine, std::vector<row_ptr> rows);

  /// Takes rows that are in the order of their names, with the order of their ids: for whoever
  /// publishes the same containers again and again.
  snapshot(
      std::uint64_t round, engine_status engine, std::vector<row_ptr> rows,
      std::shared_ptr<const id_order> by_id, row_ptr host = nullptr);

  /// Grows with every snapshot that is published.
  [[nodiscard]] std::uint64_t round() const { return round_; }

  [[nodiscard]] const engine_status& engine() const { return engine_; }

  /// In the order of their names.
  [[nodiscard]] const std::vector<row_ptr>& rows() const { return rows_; }

  /// What the host as a whole used, in a row of `host_id`: all processes and devices, `started_at`
  /// its boot. Null while unknown.
  [[nodiscard]] const row_ptr& host() const { return host_; }

  /// Looks up a name, a full id, or a prefix of at least four characters that names one id only, in
  /// this order. Null where there is none or more than one.
  [[nodiscard]] const row* find(std::string_view name_or_id) const;

 private:
  std::uint64_t round_ = 0;
  engine_status engine_;
  std::vector<row_ptr> rows_;
  row_ptr host_;
  std::shared_ptr<const id_order> by_id_ = std::make_shared<const id_order>();
};

/// Brings rows into the order of their names, and tells that of their ids.
std::shared_ptr<const id_order> sort_rows(std::vector<row_ptr>& rows);

/// A snapshot as it is published.
using snapshot_ptr = std::shared_ptr<const snapshot>;

} // namespace docker_monitor::model
