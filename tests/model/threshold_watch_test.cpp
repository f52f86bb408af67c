#define CAF_SUITE model.threshold_watch
#include "model/rule_file.hpp"
#include "model/threshold_watch.hpp"

#include <caf/test/unit_test.hpp>

#include <map>

namespace docker_monitor::model {

using namespace std::chrono_literals;

namespace {

const engine_time noon = *parse_rfc3339("2026-11-22T12:00:00Z");

rule_set rules_of(std::string_view text) {
  return parse_rules(text, "test").value();
}

constexpr auto cpu_rule = "[[rule]]\nname = \"busy cpu\"\nwhen = \"cpu.percent > 90\"\n"
                          "for = \"30s\"\nclear = 80\nseverity = \"Minor\"\n";

struct fixture {
  threshold_watch watch{rules_of(cpu_rule)};
  std::vector<alarm> out;
  threshold_watch::moment now{noon, threshold_watch::moment{}.steady + 1h};
  std::map<std::string, row> rows;
  engine_status engine;
  saved_states saved;

  fixture() {
    engine.list_received = true;
    engine.cores = 4;
    engine.memory_bytes = 1'000'000'000;
    add("c1", "web");
  }

  void add(const std::string& id, const std::string& name) {
    container c;
    c.id = id;
    c.name = name;
    c.image = "nginx:1";
    c.status = container_status::running;
    c.started_at = noon - 1h;
    rows[id].container = std::make_shared<const container>(std::move(c));
  }

  template <class Change>
  void change(const std::string& id, Change change) {
    auto c = *rows[id].container;
    change(c);
    rows[id].container = std::make_shared<const container>(std::move(c));
  }

  void wait(std::chrono::milliseconds time) {
    now.wall += time;
    now.steady += time;
  }

  void look() {
    std::vector<row_ptr> shared;
    for (const auto& [id, row] : rows)
      shared.push_back(std::make_shared<const model::row>(row));
    watch.look(snapshot{1, engine, std::move(shared)}, now, out);
  }

  void sample_of(const std::string& id, const sample& s) {
    rows[id].sample = std::make_shared<const sample>(s);
    rows[id].sampled_at = now.wall;
  }

  void cpu(std::optional<double> percent, std::chrono::milliseconds later = 1s) {
    wait(later);
    sample s;
    s.cpu_percent = percent;
    sample_of("c1", s);
    look();
  }

  void memory(std::uint64_t used, std::uint64_t limit, std::chrono::milliseconds later = 5s) {
    wait(later);
    sample s;
    s.memory_working_set_bytes = used;
    s.now.memory_limit_bytes = limit;
    sample_of("c1", s);
    look();
  }

  void restart(const rule_set& rules) {
    for (const auto& state : watch.take_unsaved()) {
      std::erase_if(saved, [&](const auto& old) { return old.key == state.key; });
      if (!state.text.empty())
        saved.push_back(state);
    }
    watch = threshold_watch{rules};
    for (const auto& state : saved)
      CAF_CHECK(watch.restore(state).has_value());
  }

  /// The states of the alarms that were made since the last call.
  std::string told() {
    std::string words;
    for (const auto& a : out)
      words += (words.empty() ? "" : " ") + std::string{to_string(a.state)};
    out.clear();
    return words;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(threshold_watch_tests, fixture)

CAF_TEST(a value beyond the limit for long enough opens an alarm) {
  for (int i = 0; i < 30; ++i)
    cpu(95);
  CAF_CHECK_EQUAL(out.size(), 0u);
  cpu(96.5);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto& a = out.front();
  CAF_CHECK(a.kind == alarm_kind::threshold);
  CAF_CHECK(a.state == alarm_state::open);
  CAF_CHECK(a.severity == severity::minor);
  CAF_CHECK_EQUAL(a.rule, "busy cpu");
  CAF_CHECK_EQUAL(describe(a), "cpu.percent above 90");
  CAF_CHECK(a.value == 96.5);
  CAF_CHECK(a.time == now.wall);
  CAF_CHECK_EQUAL(a.container_name, "web");
  CAF_CHECK_EQUAL(a.identity, "web");
  CAF_CHECK(!a.id.empty());
  cpu(99);
  CAF_CHECK_EQUAL(told(), "open");
}

CAF_TEST(a break begins the time anew) {
  cpu(95);
  cpu(90, 29s);
  cpu(95);
  cpu(95, 29s);
  CAF_CHECK_EQUAL(told(), "");
  cpu(95);
  CAF_CHECK_EQUAL(told(), "open");
}

CAF_TEST(an alarm ends where the hysteresis says) {
  cpu(95);
  cpu(95, 30s);
  const auto opened = out.front();
  cpu(80.1);
  CAF_CHECK_EQUAL(told(), "open");
  cpu(80);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto& a = out.front();
  CAF_CHECK(a.state == alarm_state::closed);
  CAF_CHECK_EQUAL(a.closes, opened.id);
  CAF_CHECK_NOT_EQUAL(a.id, opened.id);
  CAF_CHECK(a.severity == severity::clear);
  CAF_CHECK(a.value == 80.0);
  CAF_CHECK_EQUAL(describe(a), "cpu.percent no longer above 90");
}

CAF_TEST(an end may have to last too) {
  watch = threshold_watch{
      rules_of("[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\nclear-for = \"10s\"\n")};
  cpu(91);
  cpu(10);
  cpu(86, 9s);
  cpu(10);
  cpu(10, 9s);
  CAF_CHECK_EQUAL(told(), "open");
  cpu(10);
  CAF_CHECK_EQUAL(told(), "closed");
}

CAF_TEST(a value below the limit is an alarm where the rule says so) {
  watch = threshold_watch{rules_of("[[rule]]\nname = \"idle\"\nwhen = \"cpu.percent < 2\"\n")};
  cpu(2);
  CAF_CHECK_EQUAL(told(), "");
  cpu(1.9);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(describe(out.front()), "cpu.percent below 2");
  cpu(2.05);
  CAF_CHECK_EQUAL(told(), "open");
  cpu(2.1);
  CAF_CHECK_EQUAL(told(), "closed");
}

CAF_TEST(an unknown value neither opens nor ends) {
  cpu(95);
  cpu(std::nullopt, 30s);
  cpu(95);
  CAF_CHECK_EQUAL(told(), "");
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "open");
  cpu(std::nullopt);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a row that was not sampled anew is no news) {
  cpu(95);
  wait(1min);
  look();
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a sample that did not change is news by its time) {
  cpu(95);
  wait(30s);
  rows["c1"].sampled_at = now.wall;
  look();
  CAF_CHECK_EQUAL(told(), "open");
}

CAF_TEST(a step of the wall clock opens nothing) {
  cpu(95);
  now.wall += 1h;
  cpu(95);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a container that goes down ends what it had open) {
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "open");
  change("c1", [](container& c) { c.status = container_status::exited; });
  look();
  CAF_CHECK_EQUAL(told(), "closed");
  look();
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a container that goes away ends what it had open and is forgotten) {
  add("c2", "db");
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "open");
  rows.erase("c1");
  look();
  CAF_CHECK_EQUAL(told(), "closed");
  const auto states = watch.take_unsaved();
  CAF_REQUIRE(!states.empty());
  CAF_CHECK(states.back().text.empty());
}

CAF_TEST(a new run ends what the one before had open and begins anew) {
  cpu(95);
  cpu(95, 30s);
  change("c1", [](container& c) { c.started_at = noon; });
  cpu(95);
  CAF_CHECK_EQUAL(told(), "open closed");
  cpu(95, 29s);
  CAF_CHECK_EQUAL(told(), "");
  cpu(95);
  CAF_CHECK_EQUAL(told(), "open");
}

CAF_TEST(each alarm of a rule has an id of its own) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    cpu(95);
    cpu(95, 30s);
    cpu(10);
  }
  for (const auto& a : out)
    ids.push_back(a.id);
  std::ranges::sort(ids);
  CAF_CHECK_EQUAL(ids.size(), 6u);
  CAF_CHECK(std::ranges::adjacent_find(ids) == ids.end());
}

CAF_TEST(patterns choose the containers) {
  watch = threshold_watch{
      rules_of("[[rule]]\nname = \"db\"\ninclude = [\"name=db\"]\nwhen = \"cpu.percent > 90\"\n")};
  cpu(95);
  CAF_CHECK_EQUAL(told(), "");
  change("c1", [](container& c) { c.name = "db"; });
  cpu(95);
  CAF_CHECK_EQUAL(told(), "open");
  change("c1", [](container& c) { c.name = "web"; });
  cpu(95);
  CAF_CHECK_EQUAL(told(), "closed");
}

CAF_TEST(nothing is looked at before the first list) {
  engine.list_received = false;
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a restart keeps what is open and its ids) {
  cpu(95);
  cpu(95, 30s);
  cpu(10);
  cpu(95);
  cpu(95, 30s);
  const auto opened = out.back();
  CAF_CHECK_EQUAL(told(), "open closed open");
  restart(rules_of(cpu_rule));
  engine.list_received = false;
  rows.clear();
  look(); // nothing is known yet
  engine.list_received = true;
  add("c1", "web");
  cpu(95);
  CAF_CHECK_EQUAL(told(), "");
  cpu(10);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out.front().closes, opened.id);
  CAF_CHECK_EQUAL(told(), "closed");
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_NOT_EQUAL(out.front().id, opened.id);
}

CAF_TEST(what was told but not saved has the same id again) {
  cpu(95);
  cpu(95, 30s);
  cpu(10);
  told();
  restart(rules_of(cpu_rule));
  cpu(95);
  cpu(95, 30s);
  const auto first = out.front().id;
  watch = threshold_watch{rules_of(cpu_rule)};
  for (const auto& state : saved)
    CAF_CHECK(watch.restore(state).has_value());
  out.clear();
  cpu(95);
  cpu(95, 30s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out.front().id, first);
}

CAF_TEST(what went while we were away is ended) {
  add("c2", "db");
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "open");
  restart(rules_of(cpu_rule));
  rows.erase("c1");
  look();
  CAF_CHECK_EQUAL(told(), "closed");
  restart(rules_of(cpu_rule));
  CAF_CHECK_EQUAL(saved.size(), 0u);
}

CAF_TEST(a rule that is no more ends what it had open) {
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "open");
  watch.replace({});
  cpu(95);
  CAF_CHECK_EQUAL(told(), "closed");
  watch.replace(rules_of(cpu_rule));
  cpu(95);
  cpu(95, 30s);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  const auto again = out.front().id;
  watch = threshold_watch{rules_of(cpu_rule)};
  out.clear();
  cpu(95);
  cpu(95, 30s);
  CAF_CHECK_NOT_EQUAL(out.front().id, again);
}

CAF_TEST(a rule that stays goes on and one that changed does not ) {
  cpu(95);
  cpu(95, 30s);
  watch.replace(
      rules_of(std::string{"[[rule]]\nname = \"new\"\nwhen = \"pids.current > 5\"\n"} + cpu_rule));
  cpu(95);
  CAF_CHECK_EQUAL(told(), "open");
  watch.replace(
      rules_of("[[rule]]\nname = \"busy cpu\"\nwhen = \"cpu.percent > 94\"\nfor = \"30s\"\n"));
  cpu(95);
  CAF_CHECK_EQUAL(told(), "closed");
  cpu(95, 30s);
  CAF_CHECK_EQUAL(told(), "open");
}

CAF_TEST(a rate is taken over the time of the rule) {
  watch = threshold_watch{rules_of(
      "[[rule]]\nname = \"leak\"\nwhen = \"rate(memory.workingSetBytes) > 1MB\"\nfor = \"1m\"\n")};
  std::uint64_t used = 100'000'000;
  for (int i = 0; i < 10; ++i)
    memory(used += 10'000'000, 900'000'000); // 2 MB/s, known for 45 s
  CAF_CHECK_EQUAL(told(), "");
  for (int i = 0; i < 3; ++i)
    memory(used += 10'000'000, 900'000'000);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(std::abs(*out.front().value - 2e6) < 1);
  CAF_CHECK_EQUAL(out.front().metric, "rate(memory.workingSetBytes)");
  for (int i = 0; i < 13; ++i)
    memory(used, 900'000'000);
  CAF_CHECK_EQUAL(told(), "open closed");
}

CAF_TEST(the time to the limit is that of growth that lasts) {
  watch = threshold_watch{rules_of(
      "[[rule]]\nname = \"soon\"\nwhen = \"time-to-limit(memory) < 10m\"\nfor = \"1m\"\n")};
  std::uint64_t used = 100'000'000;
  const auto grow = [&](std::uint64_t step, std::uint64_t limit) {
    for (int i = 0; i < 14; ++i)
      memory(used += step, limit);
  };
  grow(5'000'000, 1'000'000'000); // no limit of its own
  CAF_CHECK_EQUAL(told(), "");
  grow(1'000'000, 900'000'000); // 0.2 MB/s: an hour
  CAF_CHECK_EQUAL(told(), "");
  grow(10'000'000, 900'000'000); // 2 MB/s: less than ten minutes
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(describe(out.front()), "time-to-limit(memory) below 600");
  CAF_CHECK(*out.front().value < 600);
  grow(0, 900'000'000);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(*out.back().value >= 630);
  CAF_CHECK_EQUAL(told(), "open closed");
}

CAF_TEST(a saved state that is none is refused) {
  CAF_CHECK(!watch.restore({"threshold", "c1", "{}"}).has_value());
  CAF_CHECK(!watch.restore({"threshold", "c1 cpu", "{}"}).has_value());
  CAF_CHECK(!watch.restore({"threshold", "c1 cpu", "["}).has_value());
}

CAF_TEST(everything can be told once more for a lost file) {
  cpu(95);
  cpu(95, 30s);
  const auto first = watch.take_unsaved();
  CAF_CHECK(watch.take_unsaved().empty());
  watch.forget_saved();
  const auto again = watch.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 1u);
  CAF_CHECK_EQUAL(again.front().text, first.back().text);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model
