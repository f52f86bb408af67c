#define CAF_SUITE config.rule_file
#include "config/rule_file.hpp"

#include <caf/test/unit_test.hpp>

#include <utility>
#include <vector>

namespace rule_file_test {

using namespace docker_monitor::config;
using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

rule_set good(std::string_view text) {
  const auto parsed = parse_rules(text, "r.toml");
  if (!parsed)
    CAF_ERROR(parsed.error().message);
  CAF_REQUIRE(parsed.has_value());
  return *parsed;
}

std::string bad(std::string_view text) {
  const auto parsed = parse_rules(text, "r.toml");
  CAF_REQUIRE(!parsed.has_value());
  CAF_CHECK_EQUAL(parsed.error().message.find('\n'), std::string::npos);
  return parsed.error().message;
}

} // namespace

CAF_TEST(a rule has what it says) {
  const auto set = good(R"(
[[rule]]
name = "web"
include = ["name=web-*", "label=tier=front"]
exclude = "image=*:test"
kinds = ["down", "unhealthy"]
severity = "critical"
mute = true
sinks = ["amqp", "mqtt://*"]
cooldown = "10m"
flapping = { changes = 4, within = "5m" }
)");
  CAF_REQUIRE_EQUAL(set.rules.size(), 1u);
  const auto& rule = set.rules.front();
  CAF_CHECK_EQUAL(rule.name, "web");
  CAF_CHECK(rule.containers.has_include);
  container c;
  c.name = "web-1";
  CAF_CHECK(rule.containers.covers(&c));
  CAF_CHECK(!rule.containers.covers(nullptr));
  c.image = "nginx:test";
  CAF_CHECK(!rule.containers.covers(&c));
  CAF_CHECK_EQUAL(rule.kinds.count(), 2u);
  CAF_CHECK(rule.kinds.test(static_cast<std::size_t>(alarm_kind::unhealthy)));
  CAF_CHECK(rule.severity == severity::critical);
  CAF_CHECK(rule.mute);
  CAF_CHECK_EQUAL(rule.sinks.size(), 2u);
  CAF_CHECK(rule.cooldown == 10min);
  CAF_CHECK_EQUAL(rule.flapping.changes, 4u);
  CAF_CHECK(rule.flapping.within == 5min);
  CAF_CHECK(!rule.condition);
}

CAF_TEST(what a rule leaves out is everything) {
  const auto set = good("[[rule]]\nname = \"all\"\n");
  const auto& rule = set.rules.front();
  CAF_CHECK(rule.containers.covers(nullptr));
  CAF_CHECK(rule.kinds.all());
  CAF_CHECK(!rule.severity);
  CAF_CHECK(!rule.mute);
  CAF_CHECK(rule.cooldown == 0ms);
}

CAF_TEST(a threshold has its limit and where it is over) {
  const auto set = good(R"(
[[rule]]
name = "cpu"
when = "cpu.percent > 90 %"
for = "30s"
[[rule]]
name = "idle"
when = "cpu.percent<2"
clear = 3
clear-for = "1m"
[[rule]]
name = "leak"
when = "rate( memory.workingSetBytes ) > 1.5 MB"
[[rule]]
name = "soon"
when = "time-to-limit(memory) < 10m"
for = "20m"
[[rule]]
name = "restarts"
when = "restartCount > 0"
)");
  const auto& cpu = *set.rules[0].condition;
  CAF_CHECK_EQUAL(cpu.text, "cpu.percent");
  CAF_CHECK_EQUAL(cpu.of->name, "cpu.percent");
  CAF_CHECK(!cpu.below);
  CAF_CHECK_EQUAL(cpu.limit, 90.0);
  CAF_CHECK_EQUAL(cpu.clear, 85.5);
  CAF_CHECK(cpu.hold == 30s);
  CAF_CHECK(set.rules[0].kinds.count() == 1);
  const auto& idle = *set.rules[1].condition;
  CAF_CHECK(idle.below);
  CAF_CHECK_EQUAL(idle.clear, 3.0);
  CAF_CHECK(idle.clear_hold == 1min);
  const auto& leak = *set.rules[2].condition;
  CAF_CHECK(leak.what == measure::rate);
  CAF_CHECK_EQUAL(leak.limit, 1.5e6);
  CAF_CHECK(leak.hold == 5min);
  const auto& soon = *set.rules[3].condition;
  CAF_CHECK(soon.what == measure::time_to_limit);
  CAF_CHECK_EQUAL(soon.of->name, "memory.workingSetBytes");
  CAF_CHECK_EQUAL(soon.limit, 600.0);
  CAF_CHECK(soon.hold == 20min);
  CAF_CHECK_EQUAL(set.rules[4].condition->clear, 0.0);
}

CAF_TEST(maintenance is once or weekly) {
  const auto set = good(R"(
[[maintenance]]
name = "move"
from = 2026-11-22T22:00:00+01:00
to = "2026-11-23T02:00:00Z"
[[maintenance]]
name = "patches"
include = ["name=db"]
days = ["sat", "sun"]
from = "22:30"
to = 04:00:00
)");
  CAF_REQUIRE_EQUAL(set.windows.size(), 2u);
  CAF_CHECK(set.windows[0].once->from == parse_rfc3339("2026-11-22T21:00:00Z"));
  CAF_CHECK(set.windows[0].once->to == parse_rfc3339("2026-11-23T02:00:00Z"));
  CAF_CHECK_EQUAL(int{set.windows[1].days}, 0b1000001);
  CAF_CHECK(set.windows[1].from == 22h + 30min);
  CAF_CHECK(set.windows[1].to == 4h);
  CAF_CHECK(set.windows[1].containers.has_include);
}

CAF_TEST(kinds that last may have to last) {
  const auto set = good("[[rule]]\nname = 'a'\nkinds = ['down', 'unhealthy']\nfor = '1m'\n");
  CAF_CHECK(set.rules[0].hold == 1min);
  CAF_CHECK(!set.rules[0].condition);
}

CAF_TEST(a window without days is daily and in its own time zone) {
  const auto set = good(R"(
[[maintenance]]
name = "nights"
from = "02:00"
to = "04:00"
timezone = "Europe/Berlin"
[[maintenance]]
name = "once"
from = 2026-11-22T22:00:00
to = 2026-11-23T05:00:00Z
timezone = "America/New_York"
)");
  const auto& nights = set.windows[0];
  CAF_CHECK_EQUAL(int{nights.days}, 0b1111111);
  CAF_CHECK(nights.end(*parse_rfc3339("2026-01-15T01:30:00Z")).has_value()); // CET
  CAF_CHECK(!nights.end(*parse_rfc3339("2026-01-15T00:30:00Z")));
  CAF_CHECK(nights.end(*parse_rfc3339("2026-07-15T00:30:00Z")).has_value()); // CEST
  CAF_CHECK(!nights.end(*parse_rfc3339("2026-07-15T02:30:00Z")));
  // On 29 March at 2:00 clocks are set to 3:00: the window is from then on.
  CAF_CHECK(!nights.end(*parse_rfc3339("2026-03-29T00:59:59Z")));
  CAF_CHECK(
      nights.end(*parse_rfc3339("2026-03-29T01:00:00Z")) == parse_rfc3339("2026-03-29T02:00:00Z"));
  CAF_CHECK(set.windows[1].once->from == parse_rfc3339("2026-11-23T03:00:00Z"));
}

CAF_TEST(a mistake is reported with its line and what would be known) {
  const std::vector<std::pair<std::string_view, std::string_view>> mistakes{
      {"x = 1", R"(r.toml:1: unknown key "x" in a rule file; known: rule, maintenance)"},
      {"[[rules]]\n", R"(r.toml:1: unknown key "rules" in a rule file; did you mean "rule"?)"},
      {"[[rule]]\nname = \"a\"\nsevrity = \"Minor\"",
       R"(r.toml:3: unknown key "sevrity" in [[rule]]; did you mean "severity"?)"},
      {"[[rule]]\nname = \"a\"\nseverity = \"Mayor\"",
       R"(r.toml:3: unknown severity "Mayor"; did you mean "Major"?)"},
      {"[[rule]]\nname = \"a\"\nkinds = [\"donw\"]",
       R"(r.toml:3: unknown kind "donw"; did you mean "down"?)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"cpu.percentage > 3\"",
       R"(r.toml:3: when: unknown metric "cpu.percentage"; did you mean "cpu.percent"?)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"cpu.percent > high\"",
       R"(r.toml:3: when: the limit "high" is no number)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"cpu.percent > 3MB\"",
       R"(r.toml:3: when: the limit "3MB" has the unit "MB", but the metric is in percent)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"cpu.percent is high\"",
       R"(r.toml:3: when: "cpu.percent is high": expected METRIC > LIMIT or METRIC < LIMIT)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"rat(pids.current) > 3\"",
       R"(r.toml:3: when: unknown function "rat"; did you mean "rate"?)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"cpu.percent > 90\"\nclear = 95",
       "r.toml:4: clear: expected a value below the limit"},
      {"[[rule]]\nname = \"a\"\nfor = \"1s\"",
       R"(r.toml:3: for: needs a "when", or the "kinds" that must last, such as kinds = ["down"])"},
      {"[[rule]]\nname = \"a\"\nkinds = [\"down\", \"oom\"]\nfor = \"1s\"",
       "r.toml:4: for: an alarm of kind oom is over at once; kinds that last are down, paused, "
       "unhealthy, restart-loop, engine-unreachable and degraded"},
      {"[[rule]]\nname = \"a\"\nclear = 3", R"(r.toml:3: clear: needs a "when" in the same rule)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"exitCode > 0\"",
       R"(r.toml:3: when: a container that runs has no exitCode; write kinds = ["down"] instead)"},
      {"[[rule]]\nname = \"a\"\nwhen = \"pids.current < 1\"",
       "r.toml:3: when: pids.current is never below 1"},
      {"[[rule]]\nname = \"a\"\ncooldown = 5",
       R"(r.toml:3: cooldown: expected a duration like "30s" or "5m", at most "876000h")"},
      {"[[rule]]\nmute = true", "r.toml:1: [[rule]] without a name"},
      {"[[rule]]\nname = \"a\"\n[[rule]]\nname = \"a\"", R"(r.toml:4: the name "a" is taken)"},
      {"[[rule]]\nname = \"a\"\nmute = 1", "r.toml:3: mute: expected true or false"},
      {"[[maintenance]]\nname = \"a\"\nfrom = \"2 am\"\nto = \"03:00\"",
       R"(r.toml:3: from: expected a time like 2026-11-22T22:00:00Z, or of day, "02:00")"},
      {"[[maintenance]]\nname = \"a\"\nfrom = \"02:00\"\nto = \"03:00\"\ntimezone = \"Berlin\"",
       R"(r.toml:5: timezone: no time zone is called "Berlin"; names are those of the IANA )"
       R"(database (tzdata), such as Europe/Berlin)"},
      {"[[maintenance]]\nname = \"a\"\ndays = [\"sta\"]\nfrom = \"02:00\"\nto = \"03:00\"",
       R"(r.toml:3: unknown day "sta"; did you mean "sat"?)"},
      {"[[maintenance]]\nname = \"a\"", R"(r.toml:1: [[maintenance]] needs "from" and "to")"},
      {"rule = 3", "r.toml:1: expected [[rule]]"},
  };
  for (const auto& [text, message] : mistakes)
    CAF_CHECK_EQUAL(bad(text), message);
}

CAF_TEST(what is no TOML is reported with its line) {
  const auto message = bad("[[rule]]\nname = \n");
  CAF_CHECK_EQUAL(message.substr(0, 9), "r.toml:2:");
  CAF_CHECK_EQUAL(bad("[[rule]]\nname = \"\xff\"").substr(0, 9), "r.toml:2:");
}

CAF_TEST(a mistake is one line whatever the file holds) {
  for (const auto* text :
       {"\n[.", "\n[[.", "\n[", "\n[[", "\n[[rule", "\n[[rule]", "\n=", "\n{", "\nname",
        "\nname = [", "\nname = 'a", "\nname = \"\"\"a\n", "\nname = {.", "\n\"", "\nname = 'a' x",
        "\n\x01", "\n\"a\\nb\" = 1", "\n[[rule]]\n\"a\\n\\u001b\" = 1",
        "\n[[rule]]\nname = 'a'\nwhen = \"a\\nb\""}) {
    const auto message = bad(text);
    CAF_MESSAGE(message);
    CAF_CHECK(
        message.starts_with("r.toml:2: ") || message.starts_with("r.toml:3: ")
        || message.starts_with("r.toml:4: "));
    CAF_CHECK(message.find('\033') == std::string::npos);
  }
}

CAF_TEST(an alarm can end) {
  const std::string above = "[[rule]]\nname = 'a'\nwhen = 'cpu.percent > 90'\nclear = ";
  const std::string below = "[[rule]]\nname = 'a'\nwhen = 'memory.percent < 90'\nclear = ";
  for (const auto* number : {"nan", "+nan", "-nan", "inf", "+inf", "-inf"}) {
    CAF_CHECK_EQUAL(bad(above + number), "r.toml:4: clear: expected a number such as 80 or 2.5");
    CAF_CHECK_EQUAL(bad(below + number), "r.toml:4: clear: expected a number such as 80 or 2.5");
  }
  CAF_CHECK_EQUAL(
      bad(above + "-1"), "r.toml:4: clear: cpu.percent is never below 0, so the alarm would not "
                         "end; write 0 or more");
  CAF_CHECK_EQUAL(
      bad(below + "101"), "r.toml:4: clear: memory.percent is never above 100, so the alarm would "
                          "not end; write 100 or less");
  CAF_CHECK_EQUAL(good(above + "0").rules.front().condition->clear, 0.0);
  CAF_CHECK_EQUAL(good(below + "100").rules.front().condition->clear, 100.0);
}

CAF_TEST(the changes of flapping are a whole number) {
  const auto with = [](std::string_view changes) {
    return "[[rule]]\nname = 'a'\nflapping = { changes = " + std::string{changes}
           + ", within = '5m' }";
  };
  for (const auto* changes : {"3.7", "0", "-1", "1001", "1000.5", "0.5"})
    CAF_CHECK_EQUAL(
        bad(with(changes)), R"(r.toml:3: flapping: expected { changes = 4, within = "10m" }, )"
                            "changes a whole number from 1 to 1000");
  CAF_CHECK_EQUAL(good(with("3")).rules.front().flapping.changes, 3u);
  CAF_CHECK_EQUAL(good(with("3.0")).rules.front().flapping.changes, 3u);
}

CAF_TEST(every duration of a rule has the same maximum) {
  const std::string when = "[[rule]]\nname = 'a'\nwhen = 'cpu.percent > 1'\n";
  const std::string kinds = "[[rule]]\nname = 'a'\nkinds = ['down']\n\n";
  const auto most = [](int line, std::string_view key) {
    return "r.toml:" + std::to_string(line) + ": " + std::string{key}
           + R"(: expected a duration like "30s" or "5m", at most "876000h")";
  };
  CAF_CHECK_EQUAL(bad(when + "for = '9999999h'"), most(4, "for"));
  CAF_CHECK_EQUAL(bad(when + "clear-for = '9999999h'"), most(4, "clear-for"));
  CAF_CHECK_EQUAL(bad(kinds + "for = '9999999h'"), most(5, "for"));
  CAF_CHECK_EQUAL(bad(kinds + "cooldown = '876001h'"), most(5, "cooldown"));
  CAF_CHECK_EQUAL(
      bad(kinds + "flapping = { changes = 4, within = '9999999h' }"), most(5, "within"));
  CAF_CHECK(good(when + "for = '876000h'").rules.front().condition->hold == 876'000h);
}

CAF_TEST(a time that cannot be counted is reported) {
  for (const auto* year : {"0001", "1677", "2262", "9999"}) {
    const auto window = "[[maintenance]]\nname = 'a'\nfrom = " + std::string{year}
                        + "-11-22T22:00:00Z\nto = 2026-11-22T22:00:00Z";
    CAF_CHECK_EQUAL(
        bad(window),
        R"(r.toml:3: from: expected a time like 2026-11-22T22:00:00Z, or of day, "02:00")");
  }
}

CAF_TEST(a bad pattern is reported) {
  CAF_CHECK_EQUAL(
      bad("[[rule]]\nname = \"a\"\ninclude = [\"nam=x\"]"),
      "r.toml:3: pattern \"nam=x\": expected name=GLOB, image=GLOB, label=KEY or label=KEY=VALUE");
}

CAF_TEST(the default rules are what they print) {
  const auto set = good(default_rules());
  CAF_REQUIRE_EQUAL(set.rules.size(), 3u);
  CAF_CHECK_EQUAL(set.rules[0].condition->clear, 90.0);
  for (const auto& rule : set.rules)
    CAF_CHECK(!rule.mute);
}

} // namespace rule_file_test
