#pragma once

#include "model/alarm/alarm.hpp"
#include "model/recording/recording.hpp"
#include "model/rule/rule_engine.hpp"
#include "model/rule/rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// An alarm as a sink would receive it.
struct replayed_alarm {
  model::audience audience = audience::events;
  engine_time sent_at; ///< on the recording's time
  model::alarm alarm;
};

/// Returns one line, a JSON object: `{"mode":"incidents","toldAt":"…","alarm":{…}}`. The mode is
/// that of the sinks that would receive it.
std::string to_json(const replayed_alarm& replayed);

/// Runs rules over a recording. Returns the alarms that any sink would receive, whichever sinks the
/// rules choose, for both audiences in order of delivery. Alarms that still wait at the end are
/// left out. Blank lines and lines that begin with `#` are ignored. Fails with `malformed`, with
/// the number of the line.
expected<std::vector<replayed_alarm>> replay(std::string_view recording, const rule_set& rules);

} // namespace docker_monitor::model
