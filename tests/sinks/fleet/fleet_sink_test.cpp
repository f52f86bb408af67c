#define CAF_SUITE sinks.fleet_sink
#include "sinks/fleet/fleet_sink.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::sinks::fleet_sink_test {

using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;

namespace {

struct fixture {
  std::vector<std::string> sent;
  std::vector<std::chrono::milliseconds> limits;
  std::string problem;
  int asked = 0;
  std::function<model::expected<std::string>(const std::string&)> hub = [](const std::string&) {
    return std::string{"taken"};
  };
  fleet_sink sink{
      [this](const std::string& text, std::chrono::milliseconds limit) {
        sent.push_back(text);
        limits.push_back(limit);
        return hub(text);
      },
      [this] {
        ++asked;
        return problem;
      },
      model::log_lines::left_out};

  std::vector<outcome> deliver(const std::vector<model::alarm_ptr>& alarms) {
    return sink.deliver(alarms, 30s);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(fleet_sink_tests, fixture)

CAF_TEST(alarms go together and are safe once the hub has answered) {
  const auto outcomes = deliver({make_alarm("1", "a"), make_alarm("2", "b")});
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_CHECK(!outcomes[0] && !outcomes[1]);
  CAF_REQUIRE_EQUAL(sent.size(), 1u);
  CAF_CHECK_EQUAL(std::count(sent[0].begin(), sent[0].end(), '\n'), 2);
}

CAF_TEST(a hub that does not answer is tried again later) {
  hub = [](const std::string&) {
    return model::failure{model::failure_code::timeout, "no answer in time"};
  };
  const auto outcomes = deliver({make_alarm("1", "a"), make_alarm("2", "b")});
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  for (const auto& one : outcomes)
    CAF_CHECK(one && one->code == model::failure_code::timeout);
}

CAF_TEST(only the alarm that the hub refuses is parked) {
  hub = [](const std::string& text) {
    return std::string{text.find("\"bad\"") == std::string::npos ? "taken" : "refused: no"};
  };
  const auto outcomes =
      deliver({make_alarm("1", "a"), make_alarm("bad", "b"), make_alarm("3", "c")});
  CAF_REQUIRE_EQUAL(outcomes.size(), 3u);
  CAF_CHECK(!outcomes[0] && !outcomes[2]);
  CAF_CHECK(outcomes[1] && outcomes[1]->code == model::failure_code::parked);
}

CAF_TEST(many alarms go in messages that NATS takes) {
  std::vector<model::alarm_ptr> alarms;
  for (int i = 0; i < 4000; ++i)
    alarms.push_back(make_alarm(std::to_string(i), "a"));
  const auto outcomes = deliver(alarms);
  CAF_CHECK_EQUAL(outcomes.size(), 4000u);
  CAF_CHECK(sent.size() > 1u);
  for (const auto& text : sent)
    CAF_CHECK(text.size() < (1u << 20));
}

CAF_TEST(a sink is open once its hub is connected) {
  CAF_CHECK(!sink.open(30s));
  problem = "not connected to tls://hub:4222: connection refused";
  const auto outcome = sink.open(100ms);
  CAF_REQUIRE(outcome.has_value());
  CAF_CHECK(outcome->code == model::failure_code::disconnected);
  CAF_CHECK_EQUAL(outcome->message, problem);
}

CAF_TEST(a program that ends does not wait for its hub) {
  problem = "not connected";
  sink.request_stop();
  CAF_CHECK(sink.open(30s).has_value());
  CAF_CHECK_EQUAL(asked, 1);
}

CAF_TEST(a program that ends waits no longer) {
  sink.request_stop();
  deliver({make_alarm("1", "a")});
  CAF_CHECK(limits.at(0) <= 500ms);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::sinks::fleet_sink_test
