#define CAF_SUITE engine.engine_sample_source
#include "engine/api/engine_sample_source.hpp"
#include "tests/support/fake_engine_client.hpp"

#include <caf/test/unit_test.hpp>

namespace engine_sample_source_test {

using namespace docker_monitor;
using docker_monitor::tests::fake_engine_client;

namespace {

struct fixture {
  void read(const std::string& id) {
    model::container c;
    c.id = id;
    model::counters before;
    const auto state =
        source.open(c)->read(before, [this, id](const model::expected<model::counters>& r) {
          answered += r ? id : "x";
        });
    CAF_CHECK(state && *state == engine::reading_state::later);
  }

  fake_engine_client client;
  engine::engine_sample_source source{client};
  std::string answered;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(engine_sample_source_tests, fixture)

CAF_TEST(no more calls than allowed are under way and the others wait in order) {
  client.held = false;
  for (char id = 'a'; id <= 'r'; ++id)
    read({id});
  CAF_REQUIRE_EQUAL(client.stats_calls.size(), engine::engine_sample_source::immediate_calls);
  fake_engine_client::pop(client.stats_calls).second(model::counters{});
  CAF_REQUIRE_EQUAL(client.stats_calls.size(), engine::engine_sample_source::immediate_calls);
  CAF_CHECK_EQUAL(client.stats_calls.back().first, "q");
  while (!client.stats_calls.empty())
    fake_engine_client::pop(client.stats_calls)
        .second(model::failure{model::failure_code::timeout, ""});
  CAF_CHECK_EQUAL(answered, "axxxxxxxxxxxxxxxxx");
}

CAF_TEST(an engine that holds each call for a second gets more of them) {
  for (int i = 0; i < 200; ++i)
    read("c");
  CAF_CHECK_EQUAL(client.stats_calls.size(), engine::engine_sample_source::held_calls);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace engine_sample_source_test
