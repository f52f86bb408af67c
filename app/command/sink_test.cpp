#include "app/command/sink_test.hpp"

#include "app/commands.hpp"
#include "engine/host/machine.hpp"
#include "model/text.hpp"
#include "sinks/make_sink.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>

namespace docker_monitor::app {

namespace {

/// A sign of life: it leaves nothing open at a receiver.
model::alarm_ptr make_test_alarm(const plan& p) {
  const auto now = std::chrono::system_clock::now();
  const auto stamp =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  auto made = std::make_shared<model::alarm>();
  made->id = "test-" + std::to_string(stamp);
  made->kind = model::alarm_kind::heartbeat;
  made->state = model::alarm_state::event;
  made->severity = model::severity::warning;
  made->time = now;
  made->host = p.options.host_name.empty() ? engine::host_name() : p.options.host_name;
  if (!p.options.external_url.empty())
    made->url = model::page_url(p.options.external_url, *made);
  made->reason = "This is a test by docker-monitor sink test. Nothing is wrong.";
  return made;
}

} // namespace

int test_sink(const plan& p, const std::string& url) {
  const auto parsed = sinks::parse_sink_url(url);
  if (!parsed)
    return refuse(parsed.error(), exit_bad_option);
  std::signal(SIGPIPE, SIG_IGN); // a receiver that goes away is an answer, not an end
  const auto sink = sinks::make_sink(*parsed);
  const auto failed = [&parsed](const model::failure& why) {
    return refuse({why.code, parsed->display_url + ": " + why.message}, EXIT_FAILURE);
  };
  if (const auto why = sink->open(parsed->timeout))
    return failed(*why);
  const auto alarm = make_test_alarm(p);
  const auto outcomes = sink->deliver({&alarm, 1}, parsed->timeout);
  if (outcomes.empty())
    return failed({model::failure_code::refused, "nothing was sent"});
  if (outcomes.front())
    return failed(*outcomes.front());
  const auto answer = sink->answer();
  return print(
      model::one_line(parsed->display_url) + " has taken the test alarm " + alarm->id
      + (answer.empty() ? "" : ": " + model::one_line(answer)) + "\n");
}

} // namespace docker_monitor::app
