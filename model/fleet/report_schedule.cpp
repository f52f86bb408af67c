#include "model/fleet/report_schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace docker_monitor::model {

std::chrono::milliseconds report_offset(std::string_view host) {
  constexpr std::size_t instants = 8;
  constexpr std::chrono::milliseconds step{125};
  return step * static_cast<std::int64_t>(std::hash<std::string_view>{}(host) % instants);
}

std::chrono::nanoseconds pause_to_report(engine_time now, std::chrono::milliseconds offset) {
  constexpr std::chrono::nanoseconds second = std::chrono::seconds{1};
  constexpr std::chrono::milliseconds least{250};
  const auto since = (now - offset).time_since_epoch() % second;
  // The remainder of a time before 1970 is negative.
  const auto pause = second - (since.count() < 0 ? since + second : since);
  return pause < least ? pause + second : pause;
}

bool report_schedule::is_state_due(instant now) const {
  using duration = instant::duration;
  const auto pause = hub_has_dictionary(now) ? duration{long_state_pause} : duration{state_pause};
  return now - state_at_ >= pause;
}

bool report_schedule::may_use_dictionary(instant now) {
  if (hub_has_dictionary(now) && now - plain_at_ < plain_pause)
    return true;
  plain_at_ = now;
  return false;
}

} // namespace docker_monitor::model
