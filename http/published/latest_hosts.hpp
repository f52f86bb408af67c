#pragma once

#include "http/message/reply.hpp"
#include "model/container/container.hpp"
#include "model/fleet/host_presences.hpp"
#include "model/history/hub_history.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// The state of one host as the hub's API shows it.
struct fleet_host {
  std::string name;
  std::string group; ///< may be empty
  model::host_presence presence;
  /// Containers by status, in the order of `model::container_status`.
  std::array<std::uint64_t, model::container_statuses> containers{};
  std::uint64_t unhealthy = 0; ///< containers that are up and unhealthy
  /// A whole state of the host's present run has arrived, so that all containers are counted.
  bool complete = false;
  std::string host; ///< the host object of the API, as the host wrote it; or empty
  std::optional<std::uint32_t> cores; ///< of the host
  model::host_usage usage;            ///< as in `host`
};

/// A host as threads share it: immutable.
using fleet_host_ptr = std::shared_ptr<const fleet_host>;

/// Takes the result of a query to a host: the answer or the failure.
using fleet_answer_handler = std::function<void(model::expected<response>)>;

/// The latest state of the hosts, which a hub's actors publish for readers on any thread. Also
/// forwards queries to the hosts.
class latest_hosts {
 public:
  /// Sends a GET to a host; with `gzip` the answer may be compressed. Calls the handler once, on
  /// any thread.
  using reply_target = std::function<void(
      const std::string& host, const std::string& target, bool gzip, fleet_answer_handler)>;

  /// Replaces the state of a host.
  void publish(fleet_host_ptr host) {
    const std::scoped_lock lock{mutex_};
    hosts_.insert_or_assign(host->name, std::move(host));
  }

  /// Removes a host.
  void remove(const std::string& name) {
    const std::scoped_lock lock{mutex_};
    hosts_.erase(name);
  }

  /// Returns all hosts, by name.
  [[nodiscard]] std::vector<fleet_host_ptr> hosts() const {
    const std::scoped_lock lock{mutex_};
    std::vector<fleet_host_ptr> all;
    all.reserve(hosts_.size());
    for (const auto& [name, host] : hosts_)
      all.push_back(host);
    return all;
  }

  /// Returns the host of this name; null if there is none.
  [[nodiscard]] fleet_host_ptr find(const std::string& name) const {
    const std::scoped_lock lock{mutex_};
    const auto found = hosts_.find(name);
    return found == hosts_.end() ? nullptr : found->second;
  }

  /// Forwards queries to `target` from now on; an empty one makes them fail.
  void connect(reply_target target) {
    const std::scoped_lock lock{mutex_};
    reply_target_ = std::move(target);
  }

  /// Sends a query to a host. Fails with `unreachable` without a target, else as the target does.
  void
  ask(const std::string& host, const std::string& target, bool gzip,
      fleet_answer_handler handler) const {
    reply_target destination;
    {
      const std::scoped_lock lock{mutex_};
      destination = reply_target_;
    }
    if (destination)
      destination(host, target, gzip, std::move(handler));
    else
      handler(model::failure{model::failure_code::unreachable, "the hub is not connected"});
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, fleet_host_ptr> hosts_;
  reply_target reply_target_;
};

} // namespace docker_monitor::http
