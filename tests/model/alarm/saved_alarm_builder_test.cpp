#define CAF_SUITE model.saved_alarm_builder
#include "tests/model/alarm/alarm_builder_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::saved_alarm_builder_test {

using namespace test;

CAF_TEST_FIXTURE_SCOPE(saved_alarm_builder_tests, alarm_builder_fixture)

CAF_TEST(a restart of ours gives the same ids and goes on counting) {
  take(make(alarm_kind::paused, 20ms, 10ms));
  const auto states = builder.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  auto next = alarm_builder{};
  CAF_REQUIRE(next.restore(states[0], now));
  const auto again = make(alarm_kind::paused, 40ms, 10ms);
  take(again);
  next.take(again, now, out);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK_EQUAL(out[2].id, out[1].id);
  CAF_CHECK(out[1].id != out[0].id);
  next.take(make(alarm_kind::unpaused, 50ms, 10ms), now, out);
  CAF_CHECK_EQUAL(out[3].closes, out[2].id);
  CAF_CHECK(!next.restore({alarm_builder::area, "c1", "7"}, now));
}

CAF_TEST(a container whose alarms wait is not saved before they are out) {
  take(make(alarm_kind::up, 20ms, {}));
  CAF_CHECK(builder.waits_for("c1"));
  CAF_CHECK(builder.take_unsaved().empty());
  CAF_CHECK(builder.oldest_waiting() == at(20ms));
  builder.learn(facts_of(container_status::running, 10ms), out);
  CAF_CHECK_EQUAL(builder.take_unsaved().size(), 1u);
  CAF_CHECK(!builder.oldest_waiting());
}

CAF_TEST(what a removed container left open is saved until its successor ends it) {
  auto old = make(alarm_kind::down, 20ms, 10ms, 3);
  auto facts = *old.container;
  facts.image = "nginx:1";
  old.container = std::make_shared<const container>(facts);
  take(old);
  builder.forget("c1", out);
  const auto states = builder.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 2u);
  CAF_CHECK(states[0].text.empty());
  CAF_CHECK_EQUAL(states[1].key, "identity:web");
  alarm_builder next;
  CAF_REQUIRE(next.restore(states[1], now));
  next.forget_saved();
  const auto again = next.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again[0].text, states[1].text);
  auto up = make(alarm_kind::up, 40ms, 30ms);
  facts = *up.container;
  facts.id = "c2";
  facts.image = "nginx:1";
  up.container = std::make_shared<const container>(facts);
  next.take(up, now, out);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[1].closes, out[0].id);
  CAF_CHECK(out[1].current_image.empty()); // the same image
  const auto last = next.take_unsaved();
  CAF_REQUIRE_EQUAL(last.size(), 2u);
  CAF_CHECK(last[1].text.empty());
}

CAF_TEST(what an earlier version saved is read) {
  const auto* const text = R"({"ordinals":[0],"down":"d","pause":"","unhealthy":"u",)"
                           R"("identity":"web","image":"nginx"})";
  CAF_REQUIRE(builder.restore({alarm_builder::area, "c1", text}, now));
  CAF_REQUIRE(
      builder.restore({alarm_builder::area, "identity:db", R"({"down":"x","image":"pg:1"})"}, now));
  take(make(alarm_kind::healthy, 40ms, 30ms));
  take(make(alarm_kind::up, 50ms, 30ms));
  auto db = make(alarm_kind::up, 60ms, 30ms);
  auto facts = *db.container;
  facts.id = "c2";
  facts.name = "db";
  db.container = std::make_shared<const container>(facts);
  take(db);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK_EQUAL(out[0].closes, "u");
  CAF_CHECK_EQUAL(out[1].closes, "d");
  CAF_CHECK_EQUAL(out[1].container_name, "web");
  CAF_CHECK_EQUAL(out[2].closes, "x");
}

CAF_TEST(an unhealthy one that is down ends after a restart of ours) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  take(make(alarm_kind::down, 30ms, 10ms, 1));
  const auto states = builder.take_unsaved();
  alarm_builder next;
  CAF_REQUIRE(next.restore(states.at(0), now));
  next.expire(now + 9s, out);
  CAF_CHECK_EQUAL(out.size(), 2u);
  next.expire(now + 10s, out);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  CAF_CHECK_EQUAL(out[2].closes, out[0].id);
  CAF_CHECK_EQUAL(out[2].container_name, "web");
}

CAF_TEST(of what removed containers left open the newest thousand stay) {
  for (int i = 0; i <= 1000; ++i) {
    auto t = make(alarm_kind::down, 20ms, 10ms, 3);
    auto c = *t.container;
    c.id = "c" + std::to_string(i);
    c.name = "web-" + std::to_string(i);
    t.container = std::make_shared<const container>(c);
    take(t);
    builder.forget(c.id, out);
    builder.forget(c.id, out);
  }
  std::size_t kept = 0;
  for (const auto& state : builder.take_unsaved())
    if (state.key.starts_with("identity:")) {
      CAF_CHECK_EQUAL(state.text.empty(), state.key == "identity:web-0");
      kept += state.text.empty() ? 0 : 1;
    }
  CAF_CHECK_EQUAL(kept, 1000u);
}

CAF_TEST(a saved state has every member) {
  take(make(alarm_kind::unhealthy, 20ms, 10ms));
  take(make(alarm_kind::paused, 30ms, 10ms));
  auto found = make(alarm_kind::down, 40ms, 10ms, 1);
  found.origin = alarm_origin::reconciled;
  take(found);
  const auto states = builder.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  alarm_builder next;
  CAF_REQUIRE(next.restore(states[0], now));
  CAF_CHECK(next.take_unsaved().empty());
  next.forget_saved();
  const auto again = next.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again[0].text, states[0].text);
  next.take(make(alarm_kind::unpaused, 41ms, 10ms), now, out);
  next.take(make(alarm_kind::healthy, 42ms, 10ms), now, out);
  next.take(make(alarm_kind::up, 50ms, 45ms), now, out);
  CAF_REQUIRE_EQUAL(out.size(), 6u);
  CAF_CHECK_EQUAL(out[3].closes, out[1].id);
  CAF_CHECK_EQUAL(out[4].closes, out[0].id);
  CAF_CHECK_EQUAL(out[5].closes, out[2].id);
  for (const auto* key : {"c1", "identity:web"})
    for (const auto* text : {"", "[]", "{}", R"({"down":"x"})"})
      CAF_CHECK(!next.restore({alarm_builder::area, key, text}, now));
}

CAF_TEST(a state is saved in one line) {
  auto t = make(alarm_kind::down, 20ms, 10ms, 1);
  auto c = *t.container;
  c.image = "k\u00e4se";
  t.container = std::make_shared<const container>(c);
  take(t);
  const auto text = builder.take_unsaved().at(0).text;
  CAF_CHECK_EQUAL(text.find('\n'), std::string::npos);
  CAF_CHECK(text.find("\"image\":\"k\u00e4se\"") != std::string::npos);
  builder.forget("c1", out);
  const auto legacy = builder.take_unsaved().at(1).text;
  CAF_CHECK_EQUAL(
      legacy,
      R"({"down":{"id":")" + out.at(0).id + "\",\"image\":\"k\u00e4se\",\"name\":\"web\"}}");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::saved_alarm_builder_test
