#define CAF_SUITE engine.engine_sample_source
#include "engine/engine_sample_source.hpp"
#include "tests/support/fake_engine_client.hpp"

#include <caf/test/unit_test.hpp>

using namespace docker_monitor;
using docker_monitor::tests::fake_engine_client;

CAF_TEST(no more calls than allowed are under way and the others wait in order) {
  fake_engine_client client;
  engine::engine_sample_source source{client, 2};
  std::string answered;
  for (const auto* id : {"a", "b", "c", "d"}) {
    model::container c;
    c.id = id;
    model::counters before;
    const auto state =
        source.open(c)->read(before, [&answered, id](const model::expected<model::counters>& r) {
          answered += r ? id : "x";
        });
    CAF_CHECK(state && *state == engine::reading_state::later);
  }
  CAF_REQUIRE_EQUAL(client.stats_calls.size(), 2u);
  fake_engine_client::pop(client.stats_calls).second(model::counters{});
  CAF_REQUIRE_EQUAL(client.stats_calls.size(), 2u);
  CAF_CHECK_EQUAL(client.stats_calls.back().first, "c");
  while (!client.stats_calls.empty())
    fake_engine_client::pop(client.stats_calls)
        .second(model::failure{model::failure_code::timeout, ""});
  CAF_CHECK_EQUAL(answered, "axxx");
}
