#pragma once

#include "model/alarm/self_alarms.hpp"
#include "model/saved_state.hpp"
#include "model/time.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// The sender of a document, and when it was sent.
struct sign_of_life {
  std::string instance;               ///< differs between runs of the program
  std::string machine;                ///< the machine's own name, for people
  std::optional<engine_time> sent_at; ///< by the host's clock
};

/// Whether a host is present, as the hub knows it.
struct host_presence {
  enum class condition : std::uint8_t { invited, present, lost, revoked };
  condition is = condition::invited;
  std::optional<engine_time> since;      ///< start of the condition; absent if unknown
  std::optional<engine_time> last_heard; ///< by the hub's clock
  std::chrono::milliseconds skew{0};     ///< the host's clock minus the hub's
  std::string machine;
  bool duplicated = false; ///< another instance uses its credential

  bool operator==(const host_presence&) const = default;
};

/// Returns `invited`, `present`, `lost` or `revoked`, as in the API.
std::string_view to_string(host_presence::condition is);

/// Decides which hosts are present by when they were heard last, on the hub's clock alone. Makes
/// alarms about lost hosts, duplicate credentials, wrong clocks and messages that make no sense.
///
/// No host becomes lost while the hub itself cannot receive: it has just started, its connection
/// is down, or it was stopped for a while (no `tick` came).
class host_presences {
 public:
  /// One instant on both clocks.
  struct moment {
    engine_time wall;
    std::chrono::steady_clock::time_point steady;
  };

  /// A host that is silent for longer is lost. With a `tick` twice a second, the loss is noticed
  /// within five seconds.
  static constexpr std::chrono::milliseconds lost_after{4000};
  /// How long hosts may take to return after the hub could not receive.
  static constexpr std::chrono::seconds timeout{15};
  /// A longer pause between two calls of `tick` means that the hub was stopped.
  static constexpr std::chrono::seconds max_tick_pause{2};
  /// A larger difference between the clocks opens an alarm.
  static constexpr std::chrono::seconds max_skew{5};
  /// How long a clock must be off before that is reported. A hub that was stopped reads late
  /// messages at once, which look as if the clock were behind.
  static constexpr std::chrono::seconds skew_settles{3};
  /// A second user of a credential that is silent for longer counts as gone.
  static constexpr std::chrono::seconds duplicate_gone_after{30};
  /// The alarm about messages that were refused ends after this time without another.
  static constexpr std::chrono::seconds refusals_over_after{60};

  /// The area of the saved states.
  static constexpr const char* area = "fleet";

  explicit host_presences(moment now);

  /// Adds a host, or updates whether it is revoked.
  void enter(const std::string& name, bool revoked, moment now, std::vector<alarm>& out);

  /// Removes a host and ends its open alarms.
  void remove(const std::string& name, moment now, std::vector<alarm>& out);

  /// Reports that a host sent a document. Returns false if it should be ignored: its sender is a
  /// second user of the credential, or an unknown or revoked host.
  bool
  heard(const std::string& name, const sign_of_life& from, moment now, std::vector<alarm>& out);

  /// Reports that a message of a host was refused, and why.
  void
  refused(const std::string& name, const std::string& why, moment now, std::vector<alarm>& out);

  /// Reports that the hub's own connection was made or lost.
  void set_connected(bool connected, moment now);

  /// Appends the alarms that are due; to be called about twice a second.
  void tick(moment now, std::vector<alarm>& out);

  /// Returns all hosts, by name.
  [[nodiscard]] const std::map<std::string, host_presence>& hosts() const { return shown_; }

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state, before any `enter`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, moment now);

 private:
  using instant = std::chrono::steady_clock::time_point;

  /// A user of a credential.
  struct user {
    std::string instance;
    std::string machine;
    instant heard{};
  };
  struct entry {
    std::optional<user> first;
    std::optional<user> second;       ///< heard while the first was present
    unsigned returns = 0;             ///< messages of the first after the second
    std::optional<instant> off_since; ///< when its clock was first seen off
    std::optional<instant> refused;   ///< its latest message that was refused
    instant heard{};                  ///< the latest of either
  };

  void set(const std::string& name, host_presence::condition is, std::optional<engine_time> since);
  void lose(const std::string& name, moment now, std::vector<alarm>& out);
  void
  note_skew(const std::string& name, const sign_of_life& from, moment now, std::vector<alarm>& out);
  bool
  note_user(const std::string& name, const sign_of_life& from, moment now, std::vector<alarm>& out);
  void begin(
      alarm_kind kind, const std::string& name, moment now, const std::string& reason,
      std::vector<alarm>& out);
  void end_all_of(const std::string& name, moment now, std::vector<alarm>& out);
  void allow_silence(moment now);

  std::map<std::string, entry> hosts_;
  std::map<std::string, host_presence> shown_;
  self_alarms open_;                                           ///< alarms, by kind and host
  std::map<std::string, std::optional<engine_time>> restored_; ///< when last heard, by name
  std::set<std::string> unsaved_;
  instant last_tick_;
  bool connected_ = true;
};

} // namespace docker_monitor::model
