#define CAF_SUITE model.engine_link
#include "model/event/engine_link.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <vector>

namespace engine_link_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;
using state = link_state;
using happened = link_event;

namespace {

constexpr std::array all_states{state::connecting,  state::away,    state::recalling,
                                state::subscribing, state::listing, state::replaying,
                                state::live,        state::checking};
constexpr std::array all_events{happened::identified,       happened::identified_after_gap,
                                happened::recalled,         happened::subscribed,
                                happened::listed,           happened::listed_after_gap,
                                happened::continuity_known, happened::fell_silent,
                                happened::checked,          happened::lost};

struct row {
  state from;
  happened event;
  state to;
};

const std::vector<row> expected{
    {state::connecting, happened::identified, state::subscribing},
    {state::connecting, happened::identified_after_gap, state::recalling},
    {state::away, happened::identified, state::subscribing},
    {state::away, happened::identified_after_gap, state::recalling},
    {state::recalling, happened::recalled, state::subscribing},
    {state::subscribing, happened::subscribed, state::listing},
    {state::listing, happened::listed, state::live},
    {state::listing, happened::listed_after_gap, state::replaying},
    {state::replaying, happened::continuity_known, state::live},
    {state::live, happened::fell_silent, state::checking},
    {state::checking, happened::checked, state::live}};

const event_replay nothing_remembered;

struct fixture {
  engine_link link;

  void connect() {
    link.begin();
    for (const auto event : {happened::identified, happened::subscribed, happened::listed})
      CAF_CHECK(link.take(event));
    link.follow();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(engine_link_tests, fixture)

CAF_TEST(each state has its events and no others) {
  for (const auto from : all_states)
    for (const auto event : all_events) {
      std::optional<state> to;
      if (event == happened::lost)
        to = state::away;
      for (const auto& row : expected)
        if (row.from == from && row.event == event)
          to = row.to;
      CAF_CHECK(next(from, event) == to);
    }
}

CAF_TEST(what cannot happen changes nothing) {
  CAF_CHECK(!link.take(happened::listed));
  CAF_CHECK(link.state() == state::connecting);
}

CAF_TEST(events are applied once the list is in) {
  for (const auto event :
       {happened::identified_after_gap, happened::recalled, happened::subscribed}) {
    CAF_CHECK(link.take(event));
    CAF_CHECK(!link.is_followed());
  }
  for (const auto event :
       {happened::listed_after_gap, happened::continuity_known, happened::fell_silent}) {
    CAF_CHECK(link.take(event));
    CAF_CHECK(link.is_followed());
  }
  link.take(happened::lost);
  CAF_CHECK(!link.is_followed());
}

CAF_TEST(an outage lasts until the next list) {
  connect();
  link.take(happened::lost);
  const auto outage = link.begin_outage();
  CAF_REQUIRE(outage);
  CAF_CHECK(!link.begin_outage());
  link.take(happened::identified);
  link.take(happened::subscribed);
  CAF_CHECK(link.is_away(*outage));
  link.take(happened::listed);
  CAF_CHECK(!link.is_away(*outage));
  link.take(happened::lost);
  const auto second = link.begin_outage();
  CAF_REQUIRE(second);
  CAF_CHECK(!link.is_away(*outage));
  CAF_CHECK(link.is_away(*second));
}

CAF_TEST(the first connection follows no other) {
  link.note_failure();
  link.begin();
  CAF_CHECK(link.was_unreachable());
  CAF_CHECK(!link.is_repeated());
  CAF_CHECK(!link.has_restarted(nothing_remembered));
}

CAF_TEST(an engine that gave no answer in between has restarted) {
  connect();
  link.take(happened::lost);
  link.begin();
  CAF_CHECK(link.is_repeated());
  CAF_CHECK(!link.has_restarted(nothing_remembered));
  link.take(happened::lost);
  link.note_failure();
  link.begin();
  CAF_CHECK(link.has_restarted(nothing_remembered));
  CAF_CHECK(link.may_have_lost_events(nothing_remembered));
  link.begin();
  CAF_CHECK(!link.was_unreachable());
}

CAF_TEST(an engine that forgot what it reported has restarted) {
  connect();
  event_replay replay;
  const engine_time noon{1'700'000'000s};
  event known;
  known.container_id = "c1";
  known.time = noon + 1s;
  replay.begin(noon, {});
  replay.adopt();
  replay.take(known, event_replay::instant{1s});
  replay.begin(noon + 2s, event_replay::instant{2s});
  link.begin();
  CAF_CHECK(link.has_restarted(replay));
  replay.take(known, event_replay::instant{2s}); // it knows it after all
  CAF_CHECK(!link.has_restarted(replay));
}

CAF_TEST(after our own restart only a boot or a failure shows that the engine restarted) {
  link.restore(false);
  CAF_CHECK(link.has_table());
  CAF_CHECK(link.is_restored());
  link.begin();
  CAF_CHECK(!link.has_restarted(nothing_remembered));
  link.note_failure();
  link.begin();
  CAF_CHECK(link.has_restarted(nothing_remembered));
  link.restore(true);
  link.begin();
  CAF_CHECK(link.has_restarted(nothing_remembered));
  link.follow();
  CAF_CHECK(!link.is_restored());
  CAF_CHECK(link.has_restarted(nothing_remembered)); // as long as this connection lasts
  link.begin();
  CAF_CHECK(!link.has_restarted(nothing_remembered));
}

CAF_TEST(the table of another engine is forgotten) {
  link.restore(true);
  link.forget();
  CAF_CHECK(!link.has_table());
  link.begin();
  CAF_CHECK(!link.is_repeated());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace engine_link_test
