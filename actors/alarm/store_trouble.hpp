#pragma once

#include "actors/type_ids.hpp"

#include <string>
#include <utility>

namespace docker_monitor::actors {

/// The trouble of a store. Log and router are told once when it begins and once when it is over.
class store_trouble {
 public:
  /// `source` is the store's name in the log and in alarms.
  explicit store_trouble(std::string source) : source_{std::move(source)} {}

  /// From now on `router` hears of it; at once of the trouble that began before, even if that has
  /// ended.
  void attach(self_alarm_actor router);

  /// Begins with its cause and what that means, unless there is one already.
  void begin(const std::string& why, const std::string& meaning);

  /// Ends, where there is one: `path` is written again.
  void end(const std::string& path);

  [[nodiscard]] bool empty() const { return why_.empty(); }

  /// Its cause; empty for none.
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  void tell(std::string message);

  std::string source_;
  std::string why_;
  std::string message_; ///< cause and meaning, until the router has heard of the end
  self_alarm_actor router_{};
};

} // namespace docker_monitor::actors
