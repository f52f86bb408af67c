#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace docker_monitor::actors {

/// Which containers are to be inspected: each at most once at a time, few at once.
class inspection_queue {
 public:
  static constexpr std::size_t max_in_flight = 4;

  /// How sure we are that a transition was missed.
  enum class doubt : std::uint8_t {
    none,   ///< facts are wanted, nothing more
    first,  ///< list and table disagree: looked at, and once more if that agrees
    second, ///< looked at before: what this tells is settled
  };

  struct job {
    std::string id;
    doubt why = doubt::none;
    bool after_reconnect = false; ///< the difference was found on a new connection
    std::uint64_t number = 0;     ///< of the call
    bool outdated = false;        ///< an event of the container came since it was asked
  };

  /// Wants an inspection; the graver doubt wins where one is wanted already.
  void want(const std::string& id, doubt why, bool after_reconnect);

  /// The next job to ask for now, if there is one and room.
  std::optional<job> next();

  /// The answer to a job came. None where it is not awaited (any more).
  std::optional<job> finish(const std::string& id, std::uint64_t number);

  /// An event of the container came: what is being asked may be older, and what is to be asked
  /// settles nothing any more.
  void outdate(const std::string& id);

  /// The container is no more.
  void forget(const std::string& id);

  /// Everything wanted and under way is dropped: the connection is gone.
  void clear();

  [[nodiscard]] bool empty() const { return wanted_.empty() && in_flight_.empty(); }

 private:
  std::deque<std::string> order_;
  std::unordered_map<std::string, job> wanted_;
  std::unordered_map<std::string, job> in_flight_;
  std::uint64_t number_ = 0;
};

} // namespace docker_monitor::actors
