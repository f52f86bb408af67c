#pragma once

#include "model/alarm/alarm.hpp"
#include "model/recording/recording.hpp"
#include "model/rule/rule_engine.hpp"
#include "model/rule/rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// An alarm as a sink would have got it.
struct replayed_alarm {
  model::audience audience = audience::events;
  engine_time told_at; ///< by the recording's time
  model::alarm alarm;
};

/// One line, a JSON object: `{"mode":"incidents","toldAt":"…","alarm":{…}}`, where mode is that of
/// a sink that would get it.
std::string to_json(const replayed_alarm& told);

/// Runs rules over a recording, and tells the alarms that some sink would get, whichever sinks the
/// rules choose; for both audiences, in the order they are told. What still waits when the
/// recording ends is not told. Blank lines and those that begin with `#` are passed over. Fails
/// with `malformed`, naming the line.
expected<std::vector<replayed_alarm>> replay(std::string_view recording, const rule_set& rules);

} // namespace docker_monitor::model
