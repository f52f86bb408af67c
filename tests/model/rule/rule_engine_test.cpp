#define CAF_SUITE model.rule_engine
#include "config/rule_file.hpp"
#include "model/rule/rule_engine.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace docker_monitor::model::rule_engine_test {

namespace {

const std::vector<rule_sink> three_sinks{
    {"log", "log", "log:", audience::events},
    {"mq", "amqp", "amqp://broker:5672/", audience::events},
    {"hook", "webhook", "https://hooks.example/…", audience::incidents}};

rule_set rules_of(std::string_view text) {
  const auto rules = config::parse_rules(text, "test");
  CAF_REQUIRE(rules.has_value());
  return *rules;
}

alarm make(alarm_kind kind, alarm_state state, std::string id, std::string closes = {}) {
  alarm a;
  a.kind = kind;
  a.state = state;
  a.id = std::move(id);
  a.closes = std::move(closes);
  a.container_id = "c1";
  a.container_name = "web";
  a.image = "nginx:1";
  a.severity = default_severity(kind, state);
  return a;
}

container labelled(std::string key) {
  container c;
  c.name = "web";
  c.labels = {{std::move(key), "x"}};
  return c;
}

const alarm down = make(alarm_kind::down, alarm_state::open, "d");
const alarm up = make(alarm_kind::up, alarm_state::closed, "u", "d");

} // namespace

CAF_TEST(without rules every sink of the audience gets it) {
  rule_engine routing{{}, three_sinks};
  const auto events = routing.evaluate(down, nullptr, audience::events);
  CAF_CHECK(events.sinks == (sink_numbers{0, 1}));
  CAF_CHECK(!events.muted);
  CAF_CHECK(events.severity == severity::major);
  CAF_CHECK(events.rule.empty());
  CAF_CHECK(routing.evaluate(down, nullptr, audience::incidents).sinks == sink_numbers{2});
}

CAF_TEST(the first rule that matches decides) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"db\"\ninclude = [\"name=db\"]\nmute = true\n"
               "[[rule]]\nname = \"pauses\"\nkinds = [\"paused\"]\nmute = true\n"
               "[[rule]]\nname = \"web\"\ninclude = [\"label=front\"]\nseverity = \"Critical\"\n"
               "[[rule]]\nname = \"rest\"\nseverity = \"Warning\"\n"),
      three_sinks};
  const auto front = labelled("front");
  const auto back = labelled("back");
  CAF_CHECK_EQUAL(routing.evaluate(down, &front, audience::events).rule, "web");
  CAF_CHECK(routing.evaluate(down, &front, audience::events).severity == severity::critical);
  CAF_CHECK_EQUAL(routing.evaluate(down, &back, audience::events).rule, "rest");
  CAF_CHECK_EQUAL(routing.evaluate(down, nullptr, audience::events).rule, "rest");
  const auto paused = make(alarm_kind::paused, alarm_state::open, "p");
  CAF_CHECK(routing.evaluate(paused, &front, audience::events).muted);
  auto of_db = down;
  of_db.container_name = "db";
  CAF_CHECK(routing.evaluate(of_db, nullptr, audience::events).muted);
}

CAF_TEST(an alarm about the engine is not one of chosen containers) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"some\"\ninclude = [\"name=*\"]\nmute = true\n"
               "[[rule]]\nname = \"most\"\nexclude = [\"name=db\"]\nseverity = \"Minor\"\n"),
      three_sinks};
  alarm engine;
  engine.kind = alarm_kind::engine_unreachable;
  engine.host = "h";
  engine.id = "e";
  CAF_CHECK_EQUAL(routing.evaluate(engine, nullptr, audience::events).rule, "most");
}

CAF_TEST(sinks are chosen by kind or url) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"a\"\nkinds = [\"down\"]\nsinks = [\"amqp\"]\n"
               "[[rule]]\nname = \"b\"\nsinks = [\"https://hooks*\", \"log\"]\n"),
      three_sinks};
  CAF_CHECK(routing.evaluate(down, nullptr, audience::events).sinks == sink_numbers{1});
  CAF_CHECK(routing.evaluate(down, nullptr, audience::incidents).sinks.empty());
  const auto paused = make(alarm_kind::paused, alarm_state::open, "p");
  CAF_CHECK(routing.evaluate(paused, nullptr, audience::events).sinks == sink_numbers{0});
  CAF_CHECK(routing.evaluate(paused, nullptr, audience::incidents).sinks == sink_numbers{2});
}

CAF_TEST(rules that name unknown sinks are reported) {
  CAF_CHECK(lint({}, three_sinks).empty());
  const auto warnings = lint(
      rules_of("[[rule]]\nname = \"a\"\nsinks = [\"amqp\", \"mqtt\", \"https://hooks*\"]\n"),
      three_sinks);
  CAF_REQUIRE_EQUAL(warnings.size(), 1u);
  CAF_CHECK_EQUAL(
      warnings[0], "rule \"a\": no sink is called \"mqtt\"; there are: " + three_sinks[0].url + ", "
                       + three_sinks[1].url + ", " + three_sinks[2].url);
}

CAF_TEST(an ending goes the way of what it ends whatever the rules say by then) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"a\"\nkinds = [\"down\"]\nsinks = [\"amqp\"]\n"), three_sinks};
  routing.evaluate(down, nullptr, audience::events);
  routing.replace(rules_of("[[rule]]\nname = \"q\"\nmute = true\n"));
  const auto decision = routing.evaluate(up, nullptr, audience::events);
  CAF_CHECK(!decision.muted);
  CAF_CHECK(decision.sinks == sink_numbers{1});
  CAF_CHECK(decision.severity == severity::clear);
  // For the other audience nothing was opened: the rules of now decide.
  CAF_CHECK(routing.evaluate(up, nullptr, audience::incidents).muted);
}

CAF_TEST(what ends one and opens another goes where both go) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"a\"\nkinds = [\"down\"]\nsinks = [\"amqp\"]\n"
               "[[rule]]\nname = \"b\"\nsinks = [\"log\"]\n"),
      three_sinks};
  routing.evaluate(down, nullptr, audience::events);
  const auto loop = make(alarm_kind::restart_loop, alarm_state::open, "l", "d");
  CAF_CHECK(routing.evaluate(loop, nullptr, audience::events).sinks == (sink_numbers{0, 1}));
  const auto end = make(alarm_kind::restart_loop, alarm_state::closed, "e", "l");
  CAF_CHECK(routing.evaluate(end, nullptr, audience::events).sinks == (sink_numbers{0, 1}));
  // Muted itself, it still ends what was sent.
  routing.evaluate(down, nullptr, audience::events);
  routing.replace(rules_of("[[rule]]\nname = \"q\"\nmute = true\n"));
  const auto decision = routing.evaluate(loop, nullptr, audience::events);
  CAF_CHECK(!decision.muted);
  CAF_CHECK(decision.sinks == sink_numbers{1});
}

CAF_TEST(an ending of what was muted is muted) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"q\"\nkinds=[\"down\"]\nmute = true\n"), three_sinks};
  CAF_CHECK(routing.evaluate(down, nullptr, audience::events).muted);
  routing.replace({});
  CAF_CHECK(routing.evaluate(up, nullptr, audience::events).muted);
}

CAF_TEST(a restart keeps the decisions on what is open) {
  const auto rules = rules_of("[[rule]]\nname = \"a\"\nkinds = [\"down\"]\nsinks = [\"log\"]\n"
                              "cooldown = \"5m\"\nflapping = {changes = 2, within = \"1m\"}\n");
  rule_engine before{rules, three_sinks};
  before.evaluate(down, nullptr, audience::events);
  before.evaluate(make(alarm_kind::paused, alarm_state::open, "p"), nullptr, audience::events);
  const auto saved = before.take_unsaved();
  CAF_CHECK_EQUAL(saved.size(), 2u);
  CAF_CHECK(before.take_unsaved().empty());
  // Sinks have another order, and one more.
  const std::vector<rule_sink> other{
      three_sinks[2], three_sinks[1], three_sinks[0], {"x", "log", "log:x", audience::events}};
  rule_engine after{{}, other};
  for (const auto& state : saved)
    CAF_CHECK(after.restore(state).has_value());
  const auto decision = after.evaluate(up, nullptr, audience::events);
  CAF_CHECK(decision.sinks == sink_numbers{2});
  CAF_CHECK(decision.cooldown == std::chrono::minutes{5});
  CAF_CHECK_EQUAL(decision.flapping.changes, 2u);
  const auto end = make(alarm_kind::unpaused, alarm_state::closed, "q", "p");
  CAF_CHECK(after.evaluate(end, nullptr, audience::events).sinks == (sink_numbers{1, 2, 3}));
  const auto gone = after.take_unsaved();
  CAF_CHECK_EQUAL(gone.size(), 2u);
  for (const auto& state : gone)
    CAF_CHECK(state.text.empty());
  CAF_CHECK(!after.restore({rule_engine::area, "events d", "["}).has_value());
}

CAF_TEST(a threshold is decided by its rule unless one before it does) {
  const auto own = "[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\nsinks = [\"amqp\"]\n";
  auto a = make(alarm_kind::threshold, alarm_state::open, "t");
  a.rule = "cpu";
  a.severity = severity::minor;
  rule_engine routing{rules_of(own), three_sinks};
  const auto decision = routing.evaluate(a, nullptr, audience::events);
  CAF_CHECK_EQUAL(decision.rule, "cpu");
  CAF_CHECK(decision.severity == severity::minor);
  a.rule = "other";
  CAF_CHECK(routing.evaluate(a, nullptr, audience::events).rule.empty());
  routing.replace(rules_of(std::string{"[[rule]]\nname = \"quiet\"\nmute = true\n"} + own));
  a.rule = "cpu";
  CAF_CHECK(routing.evaluate(a, nullptr, audience::events).muted);
}

CAF_TEST(the severity of a rule goes into what opens and not into what is clear) {
  rule_engine routing{rules_of("[[rule]]\nname = \"w\"\nseverity = \"Warning\"\n"), three_sinks};
  auto a = down;
  apply(routing.evaluate(a, nullptr, audience::events), a);
  CAF_CHECK(a.severity == severity::warning);
  CAF_CHECK_EQUAL(a.rule, "w");
  auto started = make(alarm_kind::up, alarm_state::event, "s");
  apply(routing.evaluate(started, nullptr, audience::events), started);
  CAF_CHECK(started.severity == severity::clear);
  CAF_CHECK(started.rule.empty());
}

CAF_TEST(decisions nobody ends are forgotten at last) {
  rule_engine routing{{}, three_sinks};
  for (std::size_t i = 0; i <= 20'000u; ++i)
    routing.evaluate(
        make(alarm_kind::down, alarm_state::open, std::to_string(i)), nullptr, audience::events);
  std::size_t kept = 0;
  for (const auto& state : routing.take_unsaved())
    kept += state.text.empty() ? 0 : 1;
  CAF_CHECK(kept < 20'000u);
  CAF_CHECK(kept > 20'000u / 2);
}

CAF_TEST(a routing decision reads back as it was written) {
  routing_decision v;
  v.muted = true;
  v.rule = "r";
  v.every_sink = false;
  v.sinks = {1};
  v.cooldown = std::chrono::milliseconds{5000};
  v.flapping = {3, std::chrono::milliseconds{60'000}};
  const auto text = to_json(v, three_sinks);
  const auto back = parse_routing_decision(text, three_sinks, audience::events);
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(back->muted);
  CAF_CHECK_EQUAL(back->rule, "r");
  CAF_CHECK(!back->every_sink);
  CAF_CHECK(back->sinks == sink_numbers{1});
  CAF_CHECK(back->cooldown == v.cooldown);
  CAF_CHECK_EQUAL(back->flapping.changes, 3u);
  CAF_CHECK(back->flapping.within == v.flapping.within);
  CAF_CHECK_EQUAL(to_json(*back, three_sinks), text);
  CAF_CHECK(parse_routing_decision(text, three_sinks, audience::incidents)->sinks.empty());
  CAF_CHECK_EQUAL(to_json({}, three_sinks), "{}");
  const auto all = parse_routing_decision("{}", three_sinks, audience::incidents);
  CAF_CHECK(all->every_sink);
  CAF_CHECK(!all->muted);
  CAF_CHECK(all->sinks == sink_numbers{2});
  const auto refused = parse_routing_decision("{\"muted\":1", three_sinks, audience::events);
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK(refused.error().code == failure_code::malformed);
}

CAF_TEST(decisions are restored for their audience and can be saved once more) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"a\"\nsinks = [\"amqp\"]\nmute = false\n"), three_sinks};
  routing.evaluate(down, nullptr, audience::events);
  routing.evaluate(down, nullptr, audience::incidents);
  const auto saved = routing.take_unsaved();
  CAF_REQUIRE_EQUAL(saved.size(), 2u);
  rule_engine next{rules_of("[[rule]]\nname = \"q\"\nmute = true\n"), three_sinks};
  for (const auto& state : saved)
    CAF_REQUIRE(next.restore(state).has_value());
  CAF_CHECK(next.take_unsaved().empty());
  next.forget_saved();
  const auto again = next.take_unsaved();
  CAF_REQUIRE_EQUAL(again.size(), 2u);
  for (const auto& state : saved)
    CAF_CHECK(std::ranges::any_of(
        again, [&](const auto& s) { return s.key == state.key && s.text == state.text; }));
  CAF_CHECK(next.evaluate(up, nullptr, audience::incidents).sinks.empty());
  CAF_CHECK(next.evaluate(up, nullptr, audience::events).sinks == sink_numbers{1});
  CAF_CHECK(next.evaluate(up, nullptr, audience::events).muted); // it is ended
  CAF_CHECK_EQUAL(next.take_unsaved().size(), 2u);
}

CAF_TEST(what an earlier version saved about an incident is one of an incident) {
  rule_engine next{rules_of("[[rule]]\nname = \"q\"\nmute = true\n"), three_sinks};
  CAF_REQUIRE(next.restore({rule_engine::area, "stories d", R"({"sinks":["amqp"]})"}).has_value());
  CAF_CHECK(!next.evaluate(up, nullptr, audience::incidents).muted);
  CAF_CHECK(next.evaluate(up, nullptr, audience::events).muted);
}

CAF_TEST(the end of an alarm of every sink goes to every sink) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"l\"\nkinds = [\"restart-loop\"]\nsinks = [\"log\"]\n"),
      three_sinks};
  routing.evaluate(down, nullptr, audience::events);
  const auto loop = make(alarm_kind::restart_loop, alarm_state::open, "l", "d");
  const auto decision = routing.evaluate(loop, nullptr, audience::events);
  CAF_CHECK(decision.every_sink);
  CAF_CHECK(decision.sinks == (sink_numbers{0, 1}));
}

CAF_TEST(what ends something muted goes where its own rule says) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"q\"\nkinds = [\"down\"]\nmute = true\n"
               "[[rule]]\nname = \"l\"\nsinks = [\"log\"]\n"),
      three_sinks};
  routing.evaluate(down, nullptr, audience::events);
  const auto loop = make(alarm_kind::restart_loop, alarm_state::open, "l", "d");
  const auto decision = routing.evaluate(loop, nullptr, audience::events);
  CAF_CHECK(!decision.muted);
  CAF_CHECK(decision.sinks == sink_numbers{0});
}

CAF_TEST(a rule for a kind decides about what ends it) {
  rule_engine routing{
      rules_of("[[rule]]\nname = \"d\"\nkinds = [\"down\"]\nmute = true\n"), three_sinks};
  CAF_CHECK(routing.evaluate(up, nullptr, audience::events).muted);
  const auto started = make(alarm_kind::up, alarm_state::event, "s");
  CAF_CHECK(!routing.evaluate(started, nullptr, audience::events).muted);
}

CAF_TEST(the newest decisions stay) {
  rule_engine routing{{}, three_sinks};
  for (std::size_t i = 0; i <= 20'000u; ++i)
    routing.evaluate(
        make(alarm_kind::down, alarm_state::open, std::to_string(i)), nullptr, audience::events);
  std::size_t forgotten = 0;
  for (const auto& state : routing.take_unsaved())
    if (state.text.empty()) {
      ++forgotten;
      CAF_CHECK(std::stoul(state.key.substr(7)) < 2000u);
    }
  CAF_CHECK_EQUAL(forgotten, 2000u);
}

CAF_TEST(a routing decision is saved in one line) {
  routing_decision v;
  v.muted = true;
  v.rule = "n\u00fcchtern";
  v.cooldown = std::chrono::milliseconds{1};
  v.flapping = {1, std::chrono::milliseconds{2}};
  CAF_CHECK_EQUAL(
      to_json(v, three_sinks),
      "{\"muted\":true,\"rule\":\"n\u00fcchtern\",\"cooldown\":1,\"changes\":1,\"within\":2}");
}

} // namespace docker_monitor::model::rule_engine_test
