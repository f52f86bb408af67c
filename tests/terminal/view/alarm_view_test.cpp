#define CAF_SUITE terminal.alarm_view
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cctype>

namespace alarm_view_test {

using namespace docker_monitor::terminal;
using namespace std::chrono_literals;

namespace {

struct fixture {
  overview known = shop();
  connection_state connection{
      .where = "http://127.0.0.1:5000", .host = "box", .live = true, .problem = {}, .next_try = {}};
  view_state view;
  std::size_t width = 100;
  std::size_t height = 24;

  picture made() const { return draw(view, {known, connection, at(), width, height, true}); }
  std::string shown() const { return text_of(made()); }
  void press(key::name what) {
    docker_monitor::terminal::press(view, {what, {}}, known);
    view = made().view;
  }
  void press(std::string_view letters) {
    for (const char letter : letters) {
      const key pressed{key::name::character, std::string{letter}};
      docker_monitor::terminal::press(view, pressed, known);
      view = made().view;
    }
  }
  void take(const std::string& alarm) { known.take("alarm", alarm, at()); }

  /// Opens the newest alarm and returns its text to the end, in which each line stands once.
  std::string read_in_full() {
    press("A");
    press(key::name::enter);
    auto lines = texts_of(made());
    for (auto before = view.scroll;; before = view.scroll) {
      press("j");
      if (view.scroll == before)
        break;
      lines.push_back(texts_of(made()).back());
    }
    std::string text;
    for (const auto& one : lines)
      text += one + "\n";
    return text;
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string without_spaces(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return text;
}

std::string row_of_cursor(const picture& made) {
  for (const auto& one : made.lines)
    if (!one.empty() && one.front().style.reverse)
      return text_of(one);
  return {};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_view_tests, fixture)

CAF_TEST(the cursor is on the newest alarm and moves with its own) {
  take(alarm_of("1", "web-1"));
  take(alarm_of("2", "db"));
  press("A");
  CAF_CHECK(has(row_of_cursor(made()), " db "));
  press("j");
  CAF_CHECK(has(row_of_cursor(made()), " web-1 "));
  take(alarm_of("3", "alone"));
  CAF_CHECK(has(row_of_cursor(made()), " web-1 "));
  CAF_CHECK_EQUAL(width_of(row_of_cursor(made())), 100u);
}

CAF_TEST(the cursor is seen while it moves through many alarms) {
  for (int i = 0; i < 60; ++i)
    take(alarm_of(std::to_string(i), "c" + std::to_string(i)));
  for (const std::size_t lines : {5, 9, 24}) {
    height = lines;
    view = {};
    press("A");
    for (int i = 59; i >= 0; --i) {
      CAF_CHECK(has(row_of_cursor(made()), " c" + std::to_string(i) + " "));
      press(key::name::down);
    }
    CAF_CHECK(has(shown(), "WHEN"));
    press(key::name::home);
    CAF_CHECK(has(row_of_cursor(made()), " c59 "));
    CAF_CHECK_EQUAL(view.alarm_top, 0u);
  }
}

CAF_TEST(a narrow list keeps age and subject) {
  take(alarm_of("1", "db"));
  press("A");
  width = 40;
  CAF_CHECK(has(shown(), "   2m0s Major    open  db"));
  width = 20;
  height = 5;
  CAF_CHECK(has(shown(), "      AGE CONTAINER"));
  CAF_CHECK(has(shown(), "●    2m0s db"));
  take(alarm_of("2", "db", "closed", "1"));
  press(key::name::end);
  CAF_CHECK(has(row_of_cursor(made()), "     2m0s db"));
  CAF_CHECK(!has(row_of_cursor(made()), "●"));
}

CAF_TEST(an alarm in full has all that is known of it) {
  take(whole_alarm());
  height = 60;
  const auto text = read_in_full();
  const auto when = local_time(at(-120).wall) + " (2m0s ago)";
  const auto taken = local_time(at(-60).wall) + " (1m0s ago)";
  for (const std::string part :
       {"db  open",
        "container went down",
        "down",
        "Major",
        "open for",
        "2m0s",
        "registry.example.org/team/db:16",
        "id-db",
        "sha256:0123",
        "shop/db/1",
        "box",
        "ran out of memory",
        "137 (SIGKILL)",
        "killed for memory",
        "ann?[2J",
        "databases",
        "replayed",
        "what ended it is?in the log of the kernel",
        "12.50%",
        "1GiB of 1GiB, 99.50%",
        "99.50% without file cache",
        "http://box:5000/#container=db",
        "last log lines\nstarting\n    at main ?[31m\n",
        "output of the health check\ncurl: (7)\nrefused\n"})
    CAF_CHECK(has(text, part));
  CAF_CHECK(has(text, when));
  CAF_CHECK(has(text, taken));
  CAF_CHECK(has(text, "Esc back"));
}

CAF_TEST(an alarm is read to its end at every size) {
  take(whole_alarm());
  for (const auto& [columns, lines] :
       {std::pair<std::size_t, std::size_t>{20, 5},
        {20, 24},
        {30, 5},
        {43, 5},
        {44, 5},
        {80, 5},
        {200, 60}}) {
    width = columns;
    height = 5; // without head and feet, so that no line is part of another
    view = {};
    const auto text = read_in_full();
    CAF_CHECK(!has(text, "…"));
    const auto whole = without_spaces(text);
    for (const auto* part :
         {"registry.example.org/team/db:16", "ranoutofmemory", "137(SIGKILL)", "ann?[2J",
          "whatendeditis?inthelogofthekernel", "atmain?[31m", "outputofthehealthcheck", "refused"})
      CAF_CHECK(has(whole, part));
    height = lines;
    press(key::name::end);
    CAF_CHECK(has(shown(), "refused"));
    press(key::name::home);
    CAF_CHECK(has(shown(), "db  open"));
  }
}

CAF_TEST(what has ended says when and after how long) {
  take(alarm_of("1", "db"));
  auto end = alarm_of("2", "db", "closed", "1");
  end.replace(end.find("10:28:00"), 8, "10:29:30");
  take(end);
  press("A");
  press("j");
  press(key::name::enter);
  const auto ended = local_time(at(-30).wall) + " (30s ago)";
  CAF_CHECK(has(shown(), "db  ended"));
  CAF_CHECK(has(shown(), ended));
  CAF_CHECK(has(shown(), "1m30s"));
  CAF_CHECK(!has(shown(), "open for"));
  press(key::name::escape);
  press("k");
  press(key::name::enter);
  CAF_CHECK(has(shown(), "db  clear"));
  CAF_CHECK(has(shown(), "was open for"));
  CAF_CHECK(has(shown(), "1m30s"));
}

CAF_TEST(an alarm that takes the place of another is open and ends as others do) {
  take(alarm_of("1", "db"));
  take(alarm_of("2", "db", "open", "1"));
  press("A");
  CAF_CHECK(has(row_of_cursor(made()), " open "));
  press("j");
  CAF_CHECK(has(row_of_cursor(made()), " ended "));
  press(key::name::enter);
  CAF_CHECK(has(shown(), "became worse after"));
  CAF_CHECK(!has(shown(), "ended by"));
  press(key::name::escape);
  press("k");
  press(key::name::enter);
  CAF_CHECK(has(shown(), "db  open"));
  CAF_CHECK(has(shown(), "follows"));
  CAF_CHECK(!has(shown(), "was open for"));
  take(alarm_of("3", "db", "closed", "2"));
  CAF_CHECK(has(shown(), "db  ended"));
  CAF_CHECK(has(shown(), "ended by"));
}

CAF_TEST(the alarm on the screen is the same while others arrive) {
  take(whole_alarm());
  press("A");
  press(key::name::enter);
  take(alarm_of("8", "web-1"));
  CAF_CHECK(has(shown(), "db  open"));
  take(alarm_of("9", "db", "closed", "7"));
  CAF_CHECK(has(shown(), "db  ended"));
  known.take("state", state_of(object_of("db", 1)), at());
  CAF_CHECK(has(shown(), "this alarm is not in the list any more"));
  press(key::name::escape);
  CAF_CHECK(has(shown(), "no alarm is known"));
}

CAF_TEST(a state that nobody can know is said to be unknown) {
  take(alarm_of("1", "db", "unknown"));
  press("A");
  press(key::name::enter);
  CAF_CHECK(has(shown(), "unknown while its host is away"));
  CAF_CHECK(has(shown(), "db  unknown"));
  CAF_CHECK(!has(shown(), "open for"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alarm_view_test
