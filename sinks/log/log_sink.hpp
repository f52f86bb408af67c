#pragma once

#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// Writes each alarm as one JSON line to a file descriptor. A line is never torn: after a partial
/// write the rest is written before anything else.
class log_sink : public sink {
 public:
  /// Writes to `descriptor`. The caller keeps it open and closes it; its flags are not changed.
  explicit log_sink(int descriptor, model::log_lines lines = model::log_lines::left_out)
      : descriptor_{descriptor}, lines_{lines} {}

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;
  void request_stop() noexcept override { call_deadline_.request_stop(); }

 private:
  outcome write_line(const model::alarm& alarm);
  outcome write_rest();

  int descriptor_;
  model::log_lines lines_;
  sinks::call_deadline call_deadline_;
  std::string rest_;    ///< of the partially written line
  std::string rest_of_; ///< id of its alarm; kept until that alarm is passed again
};

} // namespace docker_monitor::sinks
