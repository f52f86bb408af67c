#pragma once

#include "model/remote_write/remote_write_status.hpp"
#include "model/remote_write/write_queue.hpp"
#include "model/remote_write/write_round.hpp"
#include "sinks/delivery/backoff.hpp"
#include "sinks/remote_write/remote_write_url.hpp"
#include "sinks/remote_write/write_sender.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The environment of a worker.
struct remote_write_environment {
  /// The monotonic time.
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
  /// The time of day.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
  /// Takes the reason when the receiver has been down for `long_down` or refuses everything, and
  /// an empty text when that is over.
  std::function<void(std::string)> report = [](const std::string&) {};
};

/// Sends samples to one receiver: in order, at once where it takes them, else from the queue. By
/// the rules of remote write an answer of 5xx or 429 and a broken connection mean try again, any
/// other answer but 2xx means that the receiver refuses these samples for good.
class remote_write_worker {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using milliseconds = std::chrono::milliseconds;

  /// How long the receiver is down before a self-alarm is raised.
  static constexpr std::chrono::minutes long_down{5};
  /// The time after which one call of `accept` or `attempt` begins no further request.
  static constexpr std::chrono::seconds max_sending{1};
  /// The number of refused requests without an accepted one after which the receiver is failing.
  static constexpr unsigned max_refused_in_a_row = 3;

  /// No pointer may be null.
  remote_write_worker(
      remote_write_url url, std::shared_ptr<write_sender> sender,
      std::shared_ptr<model::write_queue> queue, backoff retry,
      remote_write_environment environment);

  /// Sends the requests of a round, or queues them where older ones wait or time runs out. Blocks
  /// for `max_sending` and the timeout of one request at most. Returns the delay until `attempt`
  /// must be called; none where nothing waits.
  std::optional<milliseconds>
  accept(const std::vector<model::write_part>& parts, model::engine_time taken);

  /// Sends what waits, if it is due. Returns as `accept` does.
  std::optional<milliseconds> attempt();

  /// Returns the delay until `attempt` must be called; none where nothing waits.
  [[nodiscard]] std::optional<milliseconds> attempt_delay() const;

  [[nodiscard]] model::remote_write_status_ptr status() const;

 private:
  using condition = model::sink_status::condition;

  bool send(const model::write_batch& batch);
  bool send_oldest();
  void keep(model::write_batch batch);
  bool log_problem();
  void fail(const model::failure& why, milliseconds asked);
  void refuse(const model::write_batch& batch, const net::answer& answer);
  void note_up();
  void note_down(const model::failure& why);
  void note_failing();

  remote_write_url url_;
  std::shared_ptr<write_sender> sender_;
  std::shared_ptr<model::write_queue> queue_;
  backoff retry_;
  remote_write_environment environment_;
  condition condition_ = condition::untried;
  std::string last_error_;
  std::optional<model::failure_code> why_down_;
  instant down_since_{};
  std::optional<instant> retry_at_; ///< none unless the newest request or the queue failed
  bool reported_ = false;
  unsigned refused_in_a_row_ = 0;
  std::set<unsigned> refusals_logged_; ///< statuses since the receiver was last failing or down
  bool drops_logged_ = false;          ///< since the receiver was last up
  std::string problem_logged_;         ///< the newest of the queue since the receiver was last up
  std::uint64_t sent_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t refused_ = 0;
  std::optional<model::engine_time> last_sent_;
};

/// Returns the delays between attempts: from half a second to 30 seconds.
backoff remote_write_backoff();

} // namespace docker_monitor::sinks
