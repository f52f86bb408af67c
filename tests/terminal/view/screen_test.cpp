#define CAF_SUITE terminal.screen
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace screen_test {

using namespace docker_monitor::terminal;
using namespace std::chrono_literals;

namespace {

struct fixture {
  overview known = shop();
  connection_state connection{
      .where = "http://127.0.0.1:5000", .host = "box", .live = true, .problem = {}, .next_try = {}};
  view_state view;
  int now = 0;

  picture made(std::size_t width = 100, std::size_t height = 24, bool unicode = true) const {
    return draw(view, {known, connection, at(now), width, height, unicode});
  }
  std::string shown(std::size_t width = 100, std::size_t height = 24) const {
    return text_of(made(width, height));
  }
  void press(key::name what) { terminal_press({what, {}}); }
  void press(std::string_view letters) {
    for (const char letter : letters)
      terminal_press({key::name::character, std::string{letter}});
  }
  void terminal_press(const key& pressed) {
    docker_monitor::terminal::press(view, pressed, known);
    view = made().view;
  }
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A host object of a busy machine; `load` is the member of that name.
std::string host_with_load(std::string_view load) {
  return R"({"engine":{"name":"Docker","connected":true},"version":"0.1.0","cores":16,)"
         R"("memoryBytes":67268882432,"cpu":{"percent":1234.5,"hostPercent":77.2},)"
         R"("memory":{"percent":99.1,"usedBytes":66663882432},"load":)"
         + std::string{load} + "}";
}

/// What stands in the line that the cursor is on.
std::string cursor_of(const picture& made) {
  for (const auto& one : made.lines)
    if (!one.empty() && one.front().style.reverse)
      return text_of(one);
  return {};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(screen_tests, fixture)

CAF_TEST(every page fits every size) {
  known.take("alarm", alarm_of("1", "db"), at());
  known.take("alarm", whole_alarm(), at());
  view.alarm = "7";
  for (const auto what : {page::table, page::detail, page::alarms, page::alarm, page::help})
    for (const bool live : {true, false})
      for (std::size_t width = 1; width < 170; width += 7)
        for (const std::size_t height : {1, 2, 3, 5, 6, 9, 10, 24, 50}) {
          view.page = what;
          view.selected = "id-db";
          connection.live = live;
          connection.problem = "the connection broke";
          const auto drawn = made(width, height);
          CAF_CHECK(drawn.lines.size() <= height);
          CAF_CHECK(std::ranges::all_of(
              drawn.lines, [&](const line& one) { return width_of(one) <= width; }));
        }
}

CAF_TEST(the head reports host and engine and what is used) {
  const auto text = shown(120);
  for (const auto* part :
       {"docker-monitor", "● live", "box", "Docker 26.1.5", "http://127.0.0.1:5000",
        "102.0% of 4 cores", "Memory [", "3.2GiB of 8GiB", "40.00%", "4 running", "1 exited",
        "no open alarm"})
    CAF_CHECK(holds(text, part));
}

CAF_TEST(the line of the machine has its load where there is room) {
  const auto line_of = [&](std::size_t width) { return texts_of(made(width)).at(1); };
  CAF_CHECK(!holds(line_of(200), "load"));
  known.take(
      "host", host_with_load(R"({"oneMinute":12.34,"fiveMinutes":7.7,"fifteenMinutes":0})"), at());
  CAF_CHECK(holds(line_of(200), "load 12.34 7.70 0.00   "));
  CAF_CHECK(holds(line_of(80), "load 12.34  "));
  for (std::size_t width = 80; width <= 200; ++width)
    for (const auto* part :
         {"CPU ", "1235% of 16 cores", "Memory ", "99.10%", "load 12.34", "4 running"})
      CAF_CHECK(holds(line_of(width), part));
  for (std::size_t width = 20; width < 80; ++width) {
    const auto text = line_of(width);
    CAF_CHECK(holds(text, "4 running") || holds(text, "4 of 5 running"));
    CAF_CHECK(!holds(text, "load") || holds(text, "Memory 99.10%"));
    CAF_CHECK(!holds(text, "Memory") || holds(text, "CPU 1235%"));
  }
  CAF_CHECK(!holds(line_of(60), "load"));
  CAF_CHECK(holds(line_of(60), "Memory 99.10%"));
  known.take("host", host_with_load(R"({"oneMinute":0})"), at());
  CAF_CHECK(holds(line_of(200), "load 0.00   "));
  for (const auto* odd :
       {"{}", "7", R"({"oneMinute":"1"})", R"({"oneMinute":-1,"fiveMinutes":1})"}) {
    known.take("host", host_with_load(odd), at());
    CAF_CHECK(!holds(line_of(200), "load"));
  }
}

CAF_TEST(many states of containers leave room for the load at eighty columns) {
  std::string containers = object_of("a", 1) + "," + object_of("b", 1);
  for (const auto* status : {"created", "dead", "exited", "paused", "removing", "restarting"})
    containers += "," + object_of(status, -1, R"(,"status":")" + std::string{status} + R"(")");
  known.take("state", state_of(containers), at());
  known.take("host", host_with_load(R"({"oneMinute":12.34})"), at());
  const auto text = texts_of(made(80)).at(1);
  for (const auto* part :
       {"CPU 1235% of 16 cores", "Memory 99.10%", "load 12.34", "2 of 8 running"})
    CAF_CHECK(holds(text, part));
  CAF_CHECK(holds(texts_of(made(200)).at(1), "1 restarting"));
  CAF_CHECK(holds(texts_of(made(20)).at(1), "2 of 8 running"));
}

CAF_TEST(the smallest screens say whether their values are current) {
  CAF_CHECK(holds(shown(20, 6), "● live"));
  CAF_CHECK(texts_of(made(20, 5)).at(0).starts_with("NAME"));
  connection.live = false;
  connection.problem = "the connection broke";
  connection.next_try = at(4).steady;
  CAF_CHECK(holds(shown(20, 6), "○ not connected"));
  CAF_CHECK(texts_of(made(20, 5)).at(0) == "the connection broke");
  CAF_CHECK(texts_of(made(20, 5)).at(1).starts_with("NAME"));
}

CAF_TEST(the help is whole on the smallest screen) {
  view.page = page::help;
  for (const auto& text : texts_of(made(20, 200)))
    CAF_CHECK(!holds(text, "…") || holds(text, "live"));
  CAF_CHECK(holds(shown(20, 200), "Enter\n all about the"));
}

CAF_TEST(the table is useful at eighty columns and whole at forty) {
  const auto usual = shown(80);
  for (const auto* part : {"web-1", "running", "80.00%", "128MiB", "12.50%", "1.2kB /  3.4kB"})
    CAF_CHECK(holds(usual, part));
  const auto narrow = shown(40);
  for (const auto* part : {"web-1", "80.00%", "128MiB", "4 running"})
    CAF_CHECK(holds(narrow, part));
}

CAF_TEST(the cursor is seen while it moves through many) {
  std::string containers;
  for (int i = 0; i < 100; ++i)
    containers += (i ? "," : "") + object_of("c" + std::to_string(i), 100 - i);
  known.take("state", state_of(containers), at());
  CAF_CHECK(cursor_of(made()).starts_with("c0 "));
  for (int i = 1; i < 100; ++i) {
    press("j");
    CAF_CHECK(cursor_of(made()).starts_with("c" + std::to_string(i) + " "));
  }
  press(key::name::page_up);
  CAF_CHECK(cursor_of(made()).starts_with("c81 "));
  press(key::name::home);
  CAF_CHECK(cursor_of(made()).starts_with("c0 "));
  CAF_CHECK_EQUAL(view.top, 0u);
}

CAF_TEST(values of before are dimmed and said to be so) {
  CAF_CHECK(!holds(shown(), "no data"));
  now = 40;
  const auto text = shown();
  CAF_CHECK(holds(text, "○ no data"));
  CAF_CHECK(holds(text, "no data for 40s: values are those of before"));
  const auto drawn = made();
  const auto row = std::ranges::find_if(
      drawn.lines, [](const line& one) { return text_of(one).starts_with("alone"); });
  CAF_REQUIRE(row != drawn.lines.end());
  CAF_CHECK(std::ranges::all_of(*row, [](const span& part) { return part.style.dim; }));
}

CAF_TEST(the host has the name that its alarms have) {
  known.take(
      "host", R"({"engine":{"name":"Docker","connected":true},"name":"host7","demo":true})", at());
  CAF_CHECK(holds(shown(), "● live  host7  demo  Docker"));
  known.take("host", R"({"engine":{"name":"Docker","connected":true}})", at());
  CAF_CHECK(holds(shown(), "● live  box  Docker"));
}

CAF_TEST(a lost connection says why and when it is tried again) {
  connection.live = false;
  connection.problem = "http://127.0.0.1:5000 ended the stream";
  connection.next_try = at(4).steady;
  const auto text = shown();
  CAF_CHECK(holds(text, "○ not connected"));
  CAF_CHECK(holds(text, "ended the stream; trying again in 4s"));
  CAF_CHECK(holds(shown(50), "…; trying again in 4s"));
  now = 9;
  CAF_CHECK(holds(shown(), "; trying now"));
}

CAF_TEST(an engine that is away is reported) {
  known.take("state", state_of(object_of("a", 1), "", false), at());
  CAF_CHECK(holds(shown(), "the engine does not answer: connection refused"));
  now = 40;
  CAF_CHECK(holds(shown(), "the engine does not answer: connection refused"));
  CAF_CHECK(!holds(shown(), "no data"));
}

CAF_TEST(a lost host of a hub is named and its containers are dim) {
  const std::string engine = R"("name":"Docker","version":"26.1.5")";
  auto state =
      state_of(object_of("web", 1, R"(,"host":"a")") + "," + object_of("web", 1, R"(,"host":"b")"));
  state.replace(state.find(engine), engine.size(), R"("name":"fleet")");
  known.take("state", state, at());
  CAF_CHECK(!holds(shown(), "lost"));
  known.take("alarm", host_lost_alarm("1", "b"), at());
  CAF_CHECK(holds(shown(), "host b is lost: its containers are as last known"));
  const auto drawn = made();
  const auto is_dim = [&](std::string_view name) {
    const auto row = std::ranges::find_if(
        drawn.lines, [&](const line& one) { return text_of(one).starts_with(name); });
    CAF_REQUIRE(row != drawn.lines.end());
    return std::ranges::all_of(*row, [](const span& part) { return part.style.dim; });
  };
  press("j");
  press(key::name::enter);
  CAF_CHECK(holds(shown(), "b/web running, host lost"));
  press(key::name::escape);
  press("/lost");
  CAF_CHECK(holds(shown(), "host lost") && !holds(shown(), "a/web"));
  press(key::name::escape);
  CAF_CHECK(is_dim("b/web") && !is_dim("a/web"));
}

CAF_TEST(the memory of the whole host is no limit of a container) {
  constexpr std::string_view all =
      R"(,"memory":{"percent":1,"workingSetBytes":1,"limitBytes":8589934592})";
  known.take("state", state_of(object_of("a", -1, all)), at());
  press(key::name::enter);
  CAF_CHECK(holds(shown(100, 60), "none; the host has 8GiB"));
  known.take("state", state_of(object_of("a", 1)), at());
  CAF_CHECK(holds(shown(100, 60), "1GiB") && !holds(shown(100, 60), "none; the host"));
}

CAF_TEST(the newest open alarm is at the bottom with its cause and age) {
  known.take("alarm", alarm_of("1", "db"), at());
  const auto text = shown();
  CAF_CHECK(holds(text, "1 open alarm  Major  db"));
  CAF_CHECK(holds(text, "oom, exit code 137 (SIGKILL)  2m0s ago"));
  CAF_CHECK(holds(shown(60), "2m0s ago"));
  known.take("alarm", alarm_of("2", "db", "closed", "1"), at());
  CAF_CHECK(holds(shown(), "no open alarm"));
  press("A");
  CAF_CHECK(holds(shown(), "Major    ended db"));
  CAF_CHECK(holds(shown(), "Clear    clear db"));
}

CAF_TEST(what is reported as closed and ended nothing was open once) {
  auto ended = alarm_of("1", "db");
  ended.replace(ended.find(R"("state":"open")"), 14, R"("state":"closed")");
  known.take(
      "state", state_of(object_of("db", 1), alarm_of("2", "db", "closed") + "," + ended), at());
  CAF_CHECK(!holds(shown(), "open alarm")); // not known yet
  known.take_open_alarms(none_open);
  press("A");
  CAF_CHECK(holds(shown(), "no open alarm"));
  CAF_CHECK(holds(shown(), "Major    ended db "));
  CAF_CHECK(holds(shown(), " container went down: oom"));
  CAF_CHECK(holds(shown(), "Clear    clear db "));
}

CAF_TEST(a filter shows what is typed and how many match) {
  press("/web");
  CAF_CHECK(holds(shown(), "filter: web"));
  CAF_CHECK(holds(shown(), "2 of 4"));
  press("x");
  CAF_CHECK(holds(shown(), "no container matches the filter"));
  CAF_CHECK(holds(shown(80, 4), "filter: webx"));
}

CAF_TEST(an empty table says why) {
  known.take("state", state_of(object_of("old", -1, R"(,"status":"exited")")), at());
  CAF_CHECK(holds(shown(), "no container runs; a shows the stopped ones"));
  press("a");
  CAF_CHECK(holds(shown(), "old"));
  known.take("state", state_of(""), at());
  CAF_CHECK(holds(shown(), "there are no containers"));
}

CAF_TEST(the detail has facts and charts and alarms) {
  known.take("alarm", alarm_of("1", "db"), at());
  known.take("alarm", alarm_of("2", "web-1"), at());
  for (int i = 1; i < 10; ++i)
    known.take("samples", "[]", at(i));
  view.selected = "id-db";
  press(key::name::enter);
  auto text = shown(120, 60);
  for (const auto* part :
       {"db running", "CPU  now 5.00%", "memory of its limit  now 12.50%", "id-db", "busybox:1",
        "compose project", "shop", "128MiB", "eth0 rx / tx", "1.2kB / 3.4kB per second",
        "oom, exit code 137"})
    CAF_CHECK(holds(text, part));
  CAF_CHECK(!holds(text, "web-1  "));
  press(key::name::end);
  CAF_CHECK(view.scroll > 0);
  CAF_CHECK(view.scroll < 100);
  known.take("container", R"({"change":"removed","container":)" + object_of("db", 1) + "}", at());
  CAF_CHECK(holds(shown(), "this container is no more"));
}

CAF_TEST(a metric without measure is shown without harm) {
  known.take(
      "state", state_of(object_of("odd", -1, R"(,"cpu":{"usageSeconds":1.9e20,"percent":1e300})")),
      at());
  view.selected = "id-odd";
  press(key::name::enter);
  CAF_CHECK(holds(shown(120, 60), "CPU time"));
}

CAF_TEST(ages are by the clock of the server) {
  known.take("alarm", alarm_of("1", "db"), at()); // at 10:28; all was started at nine
  known.take("samples", "[" + object_of("db", 5) + "]", at(-3600));
  now = -3600;
  CAF_CHECK(holds(shown(120), "1h30m"));
  CAF_CHECK(holds(shown(120), "2m0s ago"));
  view.selected = "id-db";
  press(key::name::enter);
  CAF_CHECK(holds(shown(120, 60), "(1h30m ago)"));
  CAF_CHECK(holds(shown(120, 60), "1m0s ago")); // where the charts begin
}

CAF_TEST(an ASCII terminal gets nothing else) {
  known.take("alarm", alarm_of("1", "db"), at());
  known.take("alarm", whole_alarm(), at());
  known.take("samples", "[]", at(1));
  view.alarm = "7";
  for (const auto what : {page::table, page::detail, page::alarms, page::alarm, page::help}) {
    view.page = what;
    view.selected = "id-db";
    for (const auto& text : texts_of(made(60, 30, false)))
      CAF_CHECK(
          std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace screen_test
