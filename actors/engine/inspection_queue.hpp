#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::actors {

/// The containers to inspect: each at most once at a time, and few at once.
class inspection_queue {
 public:
  static constexpr std::size_t max_in_flight = 4;

  /// The evidence for a missed transition.
  enum class evidence : std::uint8_t {
    none,   ///< only facts are needed
    first,  ///< list and table differ: inspect, and once more if that confirms it
    second, ///< the second inspection, which settles the difference
  };

  struct job {
    std::string id;
    evidence why = evidence::none;
    bool after_reconnect = false; ///< the difference was found on a new connection
    std::uint64_t number = 0;     ///< of the call
    bool outdated = false;        ///< an event of the container came after the request
  };

  /// Requests an inspection; of two requests for a container the stronger `evidence` is kept.
  void add(const std::string& id, evidence why, bool after_reconnect);

  /// Returns the next job to start now; none without a job or a free place.
  std::optional<job> next();

  /// Removes the job of an answer. Returns none if it is no longer expected.
  std::optional<job> finish(const std::string& id, std::uint64_t number);

  /// An event of the container came: an inspection in flight may be older, and a waiting one can no
  /// longer settle a difference.
  void outdate(const std::string& id);

  /// The container was removed.
  void forget(const std::string& id);

  /// Drops everything, since the connection ended.
  void clear();

  [[nodiscard]] bool empty() const { return waiting_.empty() && in_flight_.empty(); }

 private:
  std::deque<std::string> order_;
  std::unordered_map<std::string, job> waiting_;
  std::unordered_map<std::string, job> in_flight_;
  std::uint64_t number_ = 0;
};

} // namespace docker_monitor::actors
