#define CAF_SUITE actors.slot_samples
#include "actors/sampling/slot_samples.hpp"
#include "tests/support/actor_fixture.hpp"

namespace slot_samples_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;

namespace {

struct fixture : tests::actor_fixture {
  static sample_taken sample_of(const std::string& id) {
    auto c = std::make_shared<model::container>();
    c->id = id;
    return {std::move(c), nullptr, {}};
  }

  http_facade_actor facade = end_with_test(sys.spawn([this](http_facade_actor::pointer) {
    return http_facade_actor::behavior_type{
        [](const containers_changed&) {},
        [this](const samples_taken& taken) {
          ++messages;
          for (const auto& sample : taken.list)
            ids += sample.container->id;
        },
        [](const oom_kills_actor&) {},
        [](const model::engine_status&) {},
        [](round_atom) {},
        [](show_atom) {}};
  }));
  int messages = 0;
  std::string ids;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(slot_samples_tests, fixture)

CAF_TEST(the samples of a slot are one message when the last has finished) {
  slot_samples samples{3, facade};
  samples.finish(2, sample_of("c"));
  samples.finish(0, sample_of("a"));
  consume_messages();
  CAF_CHECK_EQUAL(messages, 0);
  samples.finish(1, sample_of("b"));
  consume_messages();
  CAF_CHECK_EQUAL(messages, 1);
  CAF_CHECK_EQUAL(ids, "abc");
}

CAF_TEST(places that stay empty are left out) {
  slot_samples samples{3, facade};
  samples.finish(0);
  samples.finish(1, sample_of("b"));
  samples.finish(2);
  consume_messages();
  CAF_CHECK_EQUAL(ids, "b");
}

CAF_TEST(a place finishes once) {
  slot_samples samples{2, facade};
  samples.finish(0);
  CAF_CHECK(!samples.has_finished());
  samples.finish(0, sample_of("late"));
  consume_messages();
  CAF_CHECK_EQUAL(messages, 0);
  samples.finish(1, sample_of("b"));
  CAF_CHECK(samples.has_finished());
  samples.finish(1, sample_of("again"));
  consume_messages();
  CAF_CHECK_EQUAL(messages, 1);
  CAF_CHECK_EQUAL(ids, "b");
}

CAF_TEST(the places of a poller that has ended are finished) {
  slot_samples samples{4, facade};
  for (std::size_t place = 0; place < 4; ++place)
    samples.assign(place, place % 2 == 0 ? 7 : 8);
  samples.finish(1, sample_of("b"));
  samples.finish_for(7);
  CAF_CHECK(!samples.has_finished());
  samples.finish(0, sample_of("late"));
  samples.finish(3, sample_of("d"));
  CAF_CHECK(samples.has_finished());
  consume_messages();
  CAF_CHECK_EQUAL(ids, "bd");
}

CAF_TEST(a slot without a sample is no message but counts) {
  const auto self_metrics = std::make_shared<http::self_metrics>();
  slot_samples samples{2, facade, self_metrics};
  samples.finish(0);
  CAF_CHECK_EQUAL(self_metrics->samplings.load(), 0u);
  samples.finish(1);
  consume_messages();
  CAF_CHECK_EQUAL(messages, 0);
  CAF_CHECK_EQUAL(self_metrics->samplings.load(), 1u);
  CAF_CHECK(self_metrics->sampling_ns.load() > 0);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace slot_samples_test
