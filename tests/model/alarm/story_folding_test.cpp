#define CAF_SUITE model.story_folding
#include "model/alarm/story_folding.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::story_folding_test {

// Inside the namespace, since ::alarm is a function of unistd.h.
using namespace std::chrono_literals;

namespace {

struct fixture {
  story_folding folding;
  std::vector<alarm> out;
  story_folding::instant now{100s};
  int number = 0;

  alarm
  make(alarm_kind kind, std::optional<down_cause> cause = {}, const std::string& container = "c1") {
    alarm a;
    a.id = "id" + std::to_string(++number);
    a.kind = kind;
    a.state = kind == alarm_kind::up || kind == alarm_kind::unpaused ? alarm_state::event
                                                                     : alarm_state::open;
    a.severity = default_severity(kind, a.state);
    a.container_id = container;
    a.container_name = "web";
    a.identity = "shop/web/1";
    a.image = "nginx";
    a.cause = cause;
    a.time = engine_time{1'000'000s + std::chrono::seconds{number}};
    return a;
  }

  void take(const alarm& a) { folding.take(a, now, out); }

  void pass(std::chrono::seconds time) {
    now += time;
    folding.expire(now, out);
  }

  /// What was told since the last call, such as "down/open up/closed>id1".
  std::string told() {
    std::string words;
    for (const auto& a : out) {
      words += words.empty() ? "" : " ";
      words += to_string(a.kind);
      words += '/';
      words += to_string(a.state);
      words += a.closes.empty() ? "" : ">" + a.closes;
    }
    out.clear();
    return words;
  }

  /// The program is killed and starts again with what was saved.
  void restart() {
    for (const auto& state : folding.take_unsaved())
      saved[state.key] = state.text;
    folding = {};
    for (const auto& [key, text] : saved)
      if (!text.empty())
        CAF_CHECK(folding.restore({story_folding::area, key, text}, now));
  }

  std::unordered_map<std::string, std::string> saved;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(story_folding_tests, fixture)

CAF_TEST(a crash is told at once and ended when the container stays up) {
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_CHECK_EQUAL(told(), "down/open");
  take(make(alarm_kind::up));
  pass(9s);
  CAF_CHECK_EQUAL(told(), "");
  pass(1s);
  CAF_CHECK_EQUAL(told(), "up/closed>id1");
}

CAF_TEST(a restart that was asked for is nothing) {
  take(make(alarm_kind::down, down_cause::stopped));
  pass(3s);
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a redeploy that replaces the container is nothing) {
  take(make(alarm_kind::down, down_cause::stopped, "old"));
  folding.forget("old", {}, now, out);
  take(make(alarm_kind::up, {}, "new"));
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a planned stop is one notice that nothing has to end) {
  take(make(alarm_kind::down, down_cause::stopped));
  pass(10s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].severity == severity::warning);
  CAF_CHECK_EQUAL(told(), "down/event");
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a job that ends well and is cleared away is nothing) {
  take(make(alarm_kind::down, down_cause::exited));
  folding.forget("c1", {}, now, out);
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a crashed container that is removed ends what it opened) {
  take(make(alarm_kind::down, down_cause::crashed));
  folding.forget("c1", {}, now, out);
  pass(10s);
  CAF_CHECK_EQUAL(told(), "down/open down/closed>id1");
}

CAF_TEST(the successor of a crashed container ends what that opened) {
  take(make(alarm_kind::down, down_cause::crashed, "old"));
  folding.forget("old", {}, now, out);
  take(make(alarm_kind::up, {}, "new"));
  pass(10s);
  CAF_CHECK_EQUAL(told(), "down/open up/closed>id1");
}

CAF_TEST(a restart loop swallows its downs and ends the crash that began it) {
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_CHECK_EQUAL(told(), "down/open");
  take(make(alarm_kind::restart_loop));
  CAF_CHECK_EQUAL(told(), "restart-loop/open>id1");
  take(make(alarm_kind::up));
  take(make(alarm_kind::down, down_cause::crashed));
  take(make(alarm_kind::up));
  pass(300s);
  CAF_CHECK_EQUAL(told(), "");
  auto over = make(alarm_kind::restart_loop);
  over.state = alarm_state::closed;
  over.closes = "id4";
  take(over);
  pass(60s);
  CAF_CHECK_EQUAL(told(), "restart-loop/closed>id4");
}

CAF_TEST(a loop that ends because it is removed leaves nothing open) {
  for (int i = 0; i < 3; ++i) {
    take(make(alarm_kind::down, down_cause::crashed));
    take(make(alarm_kind::up));
  }
  auto loop = make(alarm_kind::restart_loop);
  take(loop);
  take(make(alarm_kind::down, down_cause::crashed));
  loop.state = alarm_state::closed;
  told();
  take(loop);
  folding.forget("c1", engine_time{}, now, out);
  CAF_CHECK_EQUAL(told(), "restart-loop/closed");
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a loop that ends down says so) {
  take(make(alarm_kind::restart_loop));
  take(make(alarm_kind::down, down_cause::crashed));
  pass(300s);
  auto over = make(alarm_kind::restart_loop);
  over.state = alarm_state::closed;
  take(over);
  pass(1s);
  CAF_CHECK_EQUAL(told(), "restart-loop/open restart-loop/closed down/open");
}

CAF_TEST(what died with the engine waits until the engine was back for a while) {
  take(make(alarm_kind::down, down_cause::engine));
  alarm gone = make(alarm_kind::engine_unreachable);
  gone.container_id.clear();
  take(gone);
  pass(300s);
  CAF_CHECK_EQUAL(told(), "engine-unreachable/open");
  gone.state = alarm_state::closed;
  take(gone);
  pass(29s);
  CAF_CHECK_EQUAL(told(), "engine-unreachable/closed");
  pass(1s);
  CAF_CHECK_EQUAL(told(), "down/open");
}

CAF_TEST(what an engine stops before it ends waits until it is back) {
  take(make(alarm_kind::down, down_cause::stopped, "c1"));
  pass(2s);
  folding.engine_left();
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
  folding.engine_back(now);
  pass(20s);
  take(make(alarm_kind::up));
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
  take(make(alarm_kind::down, down_cause::stopped));
  folding.engine_left();
  folding.engine_back(now);
  pass(29s);
  CAF_CHECK_EQUAL(told(), "");
  pass(1s);
  CAF_CHECK_EQUAL(told(), "down/event");
}

CAF_TEST(a short pause is nothing and a long one ends with its own words) {
  take(make(alarm_kind::paused));
  pass(5s);
  take(make(alarm_kind::unpaused));
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
  take(make(alarm_kind::paused));
  pass(10s);
  take(make(alarm_kind::unpaused));
  CAF_CHECK_EQUAL(told(), "paused/open unpaused/closed>id3");
}

CAF_TEST(a pause ends with the container) {
  take(make(alarm_kind::paused));
  pass(10s);
  take(make(alarm_kind::down, down_cause::crashed));
  CAF_CHECK_EQUAL(told(), "paused/open paused/closed>id1 down/open");
}

CAF_TEST(an oom is told unless the down that follows tells it) {
  take(make(alarm_kind::oom));
  take(make(alarm_kind::down, down_cause::oom));
  pass(60s);
  CAF_CHECK_EQUAL(told(), "down/open");
  take(make(alarm_kind::oom));
  pass(10s);
  CAF_CHECK_EQUAL(told(), "oom/open");
}

CAF_TEST(health is told as it is) {
  take(make(alarm_kind::unhealthy));
  take(make(alarm_kind::healthy));
  CAF_CHECK_EQUAL(told(), "unhealthy/open healthy/closed>id1");
}

CAF_TEST(an ending has the same id before and after a restart of ours) {
  auto crash = make(alarm_kind::down, down_cause::crashed);
  crash.time += 123'456ns; // an alarm that was saved knows milliseconds only
  take(crash);
  told();
  const auto ending_of = [this](story_folding& of) {
    out.clear();
    of.forget("c1", engine_time{}, now, out);
    of.expire(now + 60s, out);
    CAF_REQUIRE_EQUAL(out.size(), 1u);
    return out[0].id;
  };
  auto before = folding;
  const auto id = ending_of(before);
  restart();
  CAF_CHECK_EQUAL(ending_of(folding), id);
}

CAF_TEST(a restart of ours loses nothing that waits or is open) {
  take(make(alarm_kind::down, down_cause::stopped));
  restart();
  pass(10s);
  CAF_CHECK_EQUAL(told(), "down/event");
  take(make(alarm_kind::down, down_cause::crashed));
  restart();
  take(make(alarm_kind::up));
  restart();
  pass(10s);
  CAF_CHECK_EQUAL(told(), "down/open up/closed>id2");
  restart();
  pass(60s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::story_folding_test
