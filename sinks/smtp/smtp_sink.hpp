#pragma once

#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"
#include "sinks/smtp/smtp_options.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

class smtp_connection;

/// Sends each alarm as a mail of its own, in order. An alarm is delivered when the server has taken
/// the mail for all recipients. A recipient who has it gets no second one while this object lives.
///
/// Replies 4yz are tried again. With a reply 5yz the alarm is parked; the other recipients get it.
/// The connection lasts for one call, as alarms are rare and servers end idle connections.
class smtp_sink : public sink {
 public:
  smtp_sink(smtp_options options, model::log_lines lines);
  ~smtp_sink() override;

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;
  outcome open(std::chrono::milliseconds call_deadline) override;
  void idle() override {}
  void request_stop() noexcept override { call_deadline_.request_stop(); }
  [[nodiscard]] std::string answer() const override { return answer_; }

 private:
  outcome connect();
  outcome deliver_one(const model::alarm& alarm);
  outcome send(const model::alarm& alarm);

  smtp_options options_;
  model::log_lines lines_;
  sinks::call_deadline call_deadline_;
  std::unique_ptr<smtp_connection> connection_; ///< null between calls
  /// Recipients of alarms that others have not got yet, by the alarm's id.
  std::map<std::string, std::set<std::string>> taken_;
  std::string answer_;   ///< the server's to the last mail that it has taken
  bool reached_ = false; ///< the last attempt reached the server and logged in
};

} // namespace docker_monitor::sinks
