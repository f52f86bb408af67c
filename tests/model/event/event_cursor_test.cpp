#define CAF_SUITE model.event_cursor
#include "model/event/event_cursor.hpp"

#include <caf/test/unit_test.hpp>

namespace event_cursor_test {

using namespace docker_monitor::model;

CAF_TEST(a cursor reads back as it was written) {
  event e;
  e.container_id = "c1";
  e.action = event_action::die;
  e.time = engine_time{std::chrono::nanoseconds{1'700'000'000'123'456'789}};
  const auto back = read_cursor(write_cursor(
      {"E1", e.time, e, e.time - std::chrono::seconds{1}, e.time + std::chrono::seconds{5},
       "boot-1", "box"}));
  CAF_REQUIRE(back);
  CAF_CHECK_EQUAL(back->engine_id, "E1");
  CAF_CHECK(back->newest == e.time);
  CAF_CHECK(back->contact == e.time + std::chrono::seconds{5});
  CAF_CHECK_EQUAL(back->boot_id, "boot-1");
  CAF_CHECK_EQUAL(back->engine_host_name, "box");
  CAF_CHECK(back->adopted == e.time - std::chrono::seconds{1});
  CAF_CHECK(back->last->time == e.time);
  CAF_CHECK(back->last->action == event_action::die);
  CAF_CHECK_EQUAL(back->last->container_id, "c1");
}

CAF_TEST(a cursor without events has none) {
  const auto back = read_cursor(write_cursor({}));
  CAF_REQUIRE(back);
  CAF_CHECK(!back->newest);
  CAF_CHECK(!back->last);
}

CAF_TEST(what is no cursor is an error) {
  for (const auto* text :
       {"", "{}", "[", R"({"engine":"E","last":{"container":"c","action":"x"}})"})
    CAF_CHECK(!read_cursor(text));
}

CAF_TEST(each member of a cursor may be absent but the engine) {
  event_cursor cursor;
  cursor.engine_id = "E";
  auto back = *read_cursor(write_cursor(cursor));
  CAF_CHECK_EQUAL(back.engine_id, "E");
  CAF_CHECK(!back.adopted && !back.newest && !back.last && back.boot_id.empty());
  CAF_CHECK(back.engine_host_name.empty());
  cursor.adopted = engine_time{std::chrono::seconds{1}};
  back = *read_cursor(write_cursor(cursor));
  CAF_CHECK(back.adopted == cursor.adopted && !back.newest && !back.last);
  cursor.adopted.reset();
  cursor.newest = engine_time{std::chrono::seconds{2}};
  back = *read_cursor(write_cursor(cursor));
  CAF_CHECK(!back.adopted && back.newest == cursor.newest && !back.last);
  const auto refused = read_cursor("{");
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.error().code == failure_code::malformed);
}

CAF_TEST(a cursor is written in one line) {
  event_cursor cursor;
  cursor.engine_id = "\u00fc";
  cursor.newest = engine_time{std::chrono::nanoseconds{7}};
  CAF_CHECK_EQUAL(write_cursor(cursor), "{\"engine\":\"\u00fc\",\"newest\":7}");
}

} // namespace event_cursor_test
