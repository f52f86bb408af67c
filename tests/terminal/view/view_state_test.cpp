#define CAF_SUITE terminal.view_state
#include "terminal/view/view_state.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

namespace view_state_test {

using namespace docker_monitor::terminal;
using name = key::name;

namespace {

struct fixture {
  overview known = shop();
  view_state view;

  view_request type(std::string_view letters) {
    view_request last = view_request::none;
    for (const char letter : letters)
      last = press(view, {name::character, std::string{letter}}, known);
    return last;
  }
  view_request hit(name what) { return press(view, {what, {}}, known); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(view_state_tests, fixture)

CAF_TEST(letters choose the column and another press keeps it) {
  type("m");
  CAF_CHECK(view.chosen.sort == sort_key::memory);
  type("n");
  CAF_CHECK(view.chosen.sort == sort_key::network);
  type("b");
  CAF_CHECK(view.chosen.sort == sort_key::block);
  type("p");
  CAF_CHECK(view.chosen.sort == sort_key::pids);
  type("u");
  CAF_CHECK(view.chosen.sort == sort_key::uptime);
  type(">");
  CAF_CHECK(view.chosen.sort == sort_key::name);
  type("<<");
  CAF_CHECK(view.chosen.sort == sort_key::restarts);
  type("r");
  CAF_CHECK(view.chosen.reversed);
  type("c");
  CAF_CHECK(view.chosen.sort == sort_key::cpu);
  CAF_CHECK(!view.chosen.reversed);
}

CAF_TEST(the cursor moves over containers and stays with one when the order changes) {
  hit(name::down);
  CAF_CHECK_EQUAL(view.selected, "id-alone");
  type("r");
  CAF_CHECK_EQUAL(view.selected, "id-alone");
  hit(name::home);
  CAF_CHECK_EQUAL(view.selected, "id-db");
  hit(name::end);
  CAF_CHECK_EQUAL(view.selected, "id-web-1");
  hit(name::down);
  CAF_CHECK_EQUAL(view.selected, "id-web-1");
  type("kkk");
  CAF_CHECK_EQUAL(view.selected, "id-db");
}

CAF_TEST(heads of groups are passed over) {
  type("gjjj");
  CAF_CHECK_EQUAL(view.selected, "id-alone");
  const auto lines = list(known, view.chosen);
  CAF_CHECK(selected_line(view, lines) == 5u);
}

CAF_TEST(letters of a filter are no commands) {
  type("/quag");
  CAF_CHECK_EQUAL(view.chosen.filter, "quag");
  CAF_CHECK(view.typing);
  hit(name::backspace);
  press(view, {name::character, "\u00fc"}, known);
  CAF_CHECK_EQUAL(view.chosen.filter, "qua\u00fc");
  hit(name::backspace);
  CAF_CHECK_EQUAL(view.chosen.filter, "qua");
  hit(name::enter);
  CAF_CHECK(!view.typing);
  CAF_CHECK_EQUAL(view.chosen.filter, "qua");
  hit(name::escape);
  CAF_CHECK_EQUAL(view.chosen.filter, "");
  type("/x");
  hit(name::escape);
  CAF_CHECK(!view.typing);
  CAF_CHECK_EQUAL(view.chosen.filter, "");
  hit(name::backspace);
}

CAF_TEST(enter opens the container under the cursor and escape goes back) {
  CAF_CHECK(hit(name::enter) == view_request::detail);
  CAF_CHECK(view.page == page::detail);
  CAF_CHECK_EQUAL(view.selected, "id-web-1");
  hit(name::down);
  CAF_CHECK_EQUAL(view.scroll, 1u);
  hit(name::home);
  CAF_CHECK_EQUAL(view.scroll, 0u);
  type("m"); // sorts only what is seen
  CAF_CHECK(view.chosen.sort == sort_key::cpu);
  type("?");
  CAF_CHECK(view.page == page::help);
  hit(name::escape);
  CAF_CHECK(view.page == page::detail);
  hit(name::escape);
  CAF_CHECK(view.page == page::table);
  type("/nothing");
  hit(name::enter);
  CAF_CHECK(hit(name::enter) == view_request::none);
  CAF_CHECK(view.page == page::table);
}

CAF_TEST(the other pages open and close) {
  type("A");
  CAF_CHECK(view.page == page::alarms);
  type("A");
  CAF_CHECK(view.page == page::table);
  type("hh");
  CAF_CHECK(view.page == page::table);
  CAF_CHECK(type("q") == view_request::quit);
  type("a");
  CAF_CHECK(view.chosen.all);
}

CAF_TEST(the cursor of the alarms stays with one while others arrive) {
  for (const auto* id : {"1", "2", "3"})
    known.take("alarm", alarm_of(id, "db"), at());
  type("A");
  CAF_CHECK_EQUAL(view.alarm, "3");
  type("j");
  CAF_CHECK_EQUAL(view.alarm, "2");
  known.take("alarm", alarm_of("4", "web-1"), at());
  CAF_CHECK(selected_alarm(view, known) == 2u);
  hit(name::up);
  CAF_CHECK_EQUAL(view.alarm, "3");
  hit(name::end);
  CAF_CHECK_EQUAL(view.alarm, "1");
  hit(name::down);
  CAF_CHECK_EQUAL(view.alarm, "1");
  view.page_lines = 3;
  hit(name::page_up);
  CAF_CHECK_EQUAL(view.alarm, "3");
  hit(name::page_down);
  CAF_CHECK_EQUAL(view.alarm, "1");
  hit(name::home);
  CAF_CHECK_EQUAL(view.alarm, "4");
  CAF_CHECK_EQUAL(view.selected, "");
}

CAF_TEST(enter opens the alarm under the cursor and escape goes back to the list) {
  for (const auto* id : {"1", "2"})
    known.take("alarm", alarm_of(id, "db"), at());
  type("Aj");
  CAF_CHECK(hit(name::enter) == view_request::alarm);
  CAF_CHECK(view.page == page::alarm);
  CAF_CHECK_EQUAL(view.alarm, "1");
  type("j");
  CAF_CHECK_EQUAL(view.scroll, 1u);
  CAF_CHECK_EQUAL(view.alarm, "1");
  CAF_CHECK(hit(name::enter) == view_request::none);
  type("?");
  CAF_CHECK(view.page == page::help);
  hit(name::escape);
  CAF_CHECK(view.page == page::alarm);
  hit(name::escape);
  CAF_CHECK(view.page == page::alarms);
  CAF_CHECK_EQUAL(view.alarm, "1");
  hit(name::escape);
  CAF_CHECK(view.page == page::table);
  type("A"); // again
  CAF_CHECK_EQUAL(view.alarm, "2");
  hit(name::enter);
  type("A");
  CAF_CHECK(view.page == page::alarms);
}

CAF_TEST(the cursor goes to a neighbour where its alarm is in the list no more) {
  for (const auto* id : {"1", "2", "3"})
    known.take("alarm", alarm_of(id, "db"), at());
  type("Aj");
  known.take(
      "state", state_of(object_of("db", 1), alarm_of("5", "db") + "," + alarm_of("4", "db")), at());
  CAF_CHECK(selected_alarm(view, known) == 1u);
  known.take("state", state_of(object_of("db", 1), alarm_of("6", "db")), at());
  CAF_CHECK(selected_alarm(view, known) == 0u);
  CAF_CHECK(hit(name::enter) == view_request::alarm);
  CAF_CHECK_EQUAL(view.alarm, "6");
}

CAF_TEST(nothing happens where there is nothing) {
  known = {};
  for (const auto what :
       {name::up, name::down, name::page_up, name::page_down, name::home, name::end, name::enter,
        name::other})
    CAF_CHECK(hit(what) == view_request::none);
  CAF_CHECK(!selected_line(view, list(known, view.chosen)));
  type("A");
  for (const auto what : {name::up, name::down, name::home, name::end, name::enter})
    CAF_CHECK(hit(what) == view_request::none);
  CAF_CHECK(view.page == page::alarms);
  CAF_CHECK(!selected_alarm(view, known));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace view_state_test
