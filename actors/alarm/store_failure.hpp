#pragma once

#include "actors/type_ids.hpp"

#include <string>
#include <utility>

namespace docker_monitor::actors {

/// A failure of a store. Its begin and its end are each reported once to the log and the router.
class store_failure {
 public:
  /// `source` is the store's name in the log and in alarms.
  explicit store_failure(std::string source) : source_{std::move(source)} {}

  /// Sets the router. A failure that began before is reported to it now, even if it has ended.
  void attach(self_alarm_actor router);

  /// Begins a failure with its cause and consequence, unless there is one already.
  void begin(const std::string& why, const std::string& meaning);

  /// Ends the failure, if there is one: `path` can be written again.
  void end(const std::string& path);

  [[nodiscard]] bool empty() const { return why_.empty(); }

  /// Returns the cause; empty if there is no failure.
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  void notify(std::string message);

  std::string source_;
  std::string why_;
  std::string message_; ///< cause and consequence, until the end was reported to the router
  self_alarm_actor router_{};
};

} // namespace docker_monitor::actors
