#include "model/fleet/report_schedule.hpp"

namespace docker_monitor::model {

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
