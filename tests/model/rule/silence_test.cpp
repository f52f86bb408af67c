#define CAF_SUITE model.silence
#include "model/rule/silence.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace silence_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

const engine_time noon = *parse_rfc3339("2026-11-21T12:00:00Z");

silence of(const std::string& pattern, std::chrono::seconds lasts = 1h) {
  silence s;
  s.include = {pattern};
  s.begins = noon;
  s.ends = noon + lasts;
  s.by = "alice";
  return s;
}

std::string problem(silence_list& silences, silence s) {
  const auto added = silences.add(std::move(s));
  return added ? "" : added.error().message;
}

} // namespace

CAF_TEST(a silence is a window over its containers) {
  silence_list silences;
  const auto added = silences.add(of("name=web-*"));
  CAF_REQUIRE(added);
  CAF_CHECK_EQUAL(added->id.size(), 8u);
  const auto windows = silences.windows();
  CAF_REQUIRE_EQUAL(windows.size(), 1u);
  container web;
  web.name = "web-1";
  container db;
  db.name = "db";
  CAF_CHECK(maintenance_end(windows, &web, noon) == noon + 1h);
  CAF_CHECK(!maintenance_end(windows, &db, noon));
  CAF_CHECK(!maintenance_end(windows, nullptr, noon));
  CAF_CHECK(!maintenance_end(windows, &web, noon + 1h));
}

CAF_TEST(a pattern without a container names the nearest one) {
  const auto named = [](const std::string& name) {
    auto one = std::make_shared<container>();
    one->name = name;
    return container_ptr{one};
  };
  const std::vector<container_ptr> containers{named("web-1"), named("db")};
  CAF_CHECK_EQUAL(unmatched_note(of("name=web-1"), containers), "");
  CAF_CHECK_EQUAL(unmatched_note(of("name=web-*"), containers), "");
  CAF_CHECK_EQUAL(
      unmatched_note(of("name=web1"), containers),
      "no container matches name=web1 now; did you mean name=web-1?");
  CAF_CHECK_EQUAL(
      unmatched_note(of("name=frontend"), containers), "no container matches name=frontend now");
  CAF_CHECK_EQUAL(
      unmatched_note(of("name=wbe-*"), containers), "no container matches name=wbe-* now");
  CAF_CHECK_EQUAL(
      unmatched_note(of("image=web1"), containers), "no container matches image=web1 now");
  auto two = of("name=web-1");
  two.include.emplace_back("name=bd");
  CAF_CHECK_EQUAL(
      unmatched_note(two, containers), "no container matches name=bd now; did you mean name=db?");
  CAF_CHECK_EQUAL(unmatched_note(of("name=web1"), {}), "");
}

CAF_TEST(each has an id of its own) {
  silence_list silences;
  const auto one = silences.add(of("name=a"));
  const auto two = silences.add(of("name=a"));
  CAF_CHECK_NOT_EQUAL(one->id, two->id);
}

CAF_TEST(what cannot be is refused with the reason) {
  silence_list silences;
  auto all = of("name=a");
  all.include.clear();
  CAF_CHECK(problem(silences, all).find("--include") != std::string::npos);
  CAF_CHECK(problem(silences, of("name=a", 0s)).find("last") != std::string::npos);
  CAF_CHECK_NOT_EQUAL(problem(silences, of("nonsense")), "");
  CAF_CHECK(
      problem(silences, of("name=a", silence_list::longest + 1s)).find("366") != std::string::npos);
  CAF_CHECK(silences.all().empty());
}

CAF_TEST(texts of a silence have a largest size) {
  silence_list silences;
  auto s = of("name=a");
  s.comment = std::string(1000, 'c');
  s.exclude = {"name=" + std::string(495, 'x')};
  s.include.resize(99, "name=a");
  CAF_CHECK_EQUAL(problem(silences, s), "");
  auto commented = s;
  commented.comment = std::string(5000, 'c');
  CAF_CHECK_EQUAL(problem(silences, commented), "the comment of a silence has 1000 bytes at most");
  for (const auto list : {&silence::include, &silence::exclude}) {
    auto changed = s;
    (changed.*list).back() = "name=" + std::string(496, 'x');
    CAF_CHECK_EQUAL(problem(silences, changed), "a pattern of a silence has 500 bytes at most");
    changed = s;
    (changed.*list).emplace_back("name=b");
    CAF_CHECK_EQUAL(
        problem(silences, changed), "a silence has 100 patterns at most; add another one");
  }
  CAF_CHECK_EQUAL(silences.all().size(), 1u);
}

CAF_TEST(there may be so many silences and no more) {
  silence_list silences;
  for (std::size_t i = 0; i < silence_list::max_silences; ++i)
    CAF_REQUIRE(silences.add(of("name=" + std::to_string(i), silence_list::longest)));
  CAF_CHECK(problem(silences, of("name=a")).find("1000") != std::string::npos);
  silences.expire(noon + silence_list::longest);
  CAF_CHECK(silences.add(of("name=a")));
}

CAF_TEST(a silence ends by request or by time) {
  silence_list silences;
  const auto one = silences.add(of("name=a", 2h));
  const auto two = silences.add(of("name=b", 1h));
  const auto all = silences.all();
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK_EQUAL(all.front().id, two->id);
  CAF_CHECK(!silences.end("nobody"));
  CAF_CHECK(silences.end(one->id));
  CAF_CHECK(!silences.expire(noon + 59min));
  CAF_CHECK(silences.expire(noon + 1h));
  CAF_CHECK(silences.all().empty());
}

CAF_TEST(silences are kept over a restart) {
  silence_list silences;
  auto s = of("name=a");
  s.exclude = {"name=b"};
  s.comment = "new disk";
  const auto added = silences.add(s);
  const auto states = silences.take_unsaved();
  CAF_REQUIRE_EQUAL(states.size(), 1u);
  silence_list next;
  CAF_REQUIRE(next.restore(states[0]));
  CAF_CHECK(next.all() == silences.all());
  next.forget_saved();
  const auto again = next.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again[0].text, states[0].text);
  CAF_CHECK(next.end(added->id));
  CAF_CHECK(next.take_unsaved().at(0).text.empty());
  CAF_CHECK(!next.restore({silence_list::area, "x", "{}"}));
}

CAF_TEST(a silence is shown with who and until when) {
  auto s = of("name=a");
  s.id = "12345678";
  CAF_CHECK_EQUAL(
      to_json(s), R"({"id":"12345678","include":["name=a"],"beginsAt":"2026-11-21T12:00:00.000Z",)"
                  R"("endsAt":"2026-11-21T13:00:00.000Z","by":"alice"})");
  s.comment = "a\nb\033[31m\u202e\u009b";
  CAF_CHECK(to_json(s).ends_with(R"("comment":"a\nb\u001b[31m\u202e\u009b"})"));
}

} // namespace silence_test
