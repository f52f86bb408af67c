#define CAF_SUITE engine.automatic_source
#include "engine/api/engine_sample_source.hpp"
#include "engine/automatic_source.hpp"
#include "tests/support/fake_engine_client.hpp"

#include <caf/test/unit_test.hpp>

namespace automatic_source_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using namespace std::chrono_literals;

namespace {

/// A cgroup tree that can be read or not, as the test says.
class fake_cgroup_source final : public sample_source {
 public:
  class reader final : public sample_reader {
   public:
    explicit reader(fake_cgroup_source& source) : source_(source) {}
    void update(const model::container&) override { ++source_.updates; }
    model::expected<reading_state>
    read(model::counters& counters, const handler<model::counters>&) override {
      ++source_.readings;
      if (!source_.is_readable)
        return model::failure{model::failure_code::not_found, "no cgroup"};
      counters.source = model::source_kind::cgroup;
      return reading_state::changed;
    }

   private:
    fake_cgroup_source& source_;
  };

  std::unique_ptr<sample_reader> open(const model::container&) override {
    return std::make_unique<reader>(*this);
  }

  bool is_readable = true;
  int readings = 0;
  int updates = 0;
};

struct fixture {
  std::shared_ptr<fake_cgroup_source> cgroup = std::make_shared<fake_cgroup_source>();
  tests::fake_engine_client client;
  std::chrono::nanoseconds now = 1h;

  fixture() { container.pid = 735; }
  automatic_source source{
      cgroup, std::make_shared<engine_sample_source>(client),
      [this](const model::failure&) { ++reports; }, [this] { return now; }};
  model::container container;
  model::counters counters;
  int answers = 0;
  int reports = 0;

  model::expected<reading_state> read(sample_reader& reader) {
    return reader.read(counters, [this](auto) { ++answers; });
  }

  /// Answers the engine's oldest call.
  void answer() { tests::fake_engine_client::pop(client.stats_calls).second(model::counters{}); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(automatic_source_tests, fixture)

CAF_TEST(a container whose cgroup can be read never burdens the engine) {
  const auto reader = source.open(container);
  CAF_CHECK((source.readers() == reader_counts{0, 0}));
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(read(*reader).value() == reading_state::changed);
  CAF_CHECK(client.stats_calls.empty());
  CAF_CHECK((source.readers() == reader_counts{1, 0}));
}

CAF_TEST(a container without one is asked for at the engine from the first reading on) {
  cgroup->is_readable = false;
  const auto reader = source.open(container);
  CAF_CHECK(read(*reader).value() == reading_state::later);
  answer();
  CAF_CHECK_EQUAL(answers, 1);
  CAF_CHECK((source.readers() == reader_counts{0, 1}));
}

CAF_TEST(one failed reading passes and the second turns to the engine) {
  const auto reader = source.open(container);
  CAF_CHECK(read(*reader).has_value());
  cgroup->is_readable = false;
  CAF_CHECK(!read(*reader));
  CAF_CHECK(client.stats_calls.empty());
  CAF_CHECK(read(*reader).value() == reading_state::later);
  CAF_CHECK((source.readers() == reader_counts{0, 1}));
}

CAF_TEST(failures that do not follow each other do not add up) {
  const auto reader = source.open(container);
  for (int i = 0; i < 3; ++i) {
    cgroup->is_readable = true;
    CAF_CHECK(read(*reader).has_value());
    cgroup->is_readable = false;
    CAF_CHECK(!read(*reader));
  }
  CAF_CHECK(client.stats_calls.empty());
}

CAF_TEST(a cgroup is tried again after half a minute) {
  cgroup->is_readable = false;
  const auto reader = source.open(container);
  CAF_CHECK(read(*reader).has_value());
  CAF_CHECK_EQUAL(reports, 1);
  now += 29s;
  CAF_CHECK(read(*reader).has_value());
  CAF_CHECK_EQUAL(cgroup->readings, 1);
  now += 1s;
  CAF_CHECK(read(*reader).has_value());
  CAF_CHECK_EQUAL(reports, 1); // once
  now += 30s;
  cgroup->is_readable = true;
  CAF_CHECK(read(*reader).value() == reading_state::changed);
  CAF_CHECK((source.readers() == reader_counts{1, 0}));
}

CAF_TEST(newer facts make it try the cgroup at once) {
  cgroup->is_readable = false;
  const auto reader = source.open(container);
  CAF_CHECK(read(*reader).has_value());
  cgroup->is_readable = true;
  reader->update(container);
  CAF_CHECK_EQUAL(cgroup->updates, 1);
  CAF_CHECK(read(*reader).value() == reading_state::changed);
  CAF_CHECK((source.readers() == reader_counts{1, 0}));
}

CAF_TEST(without a cgroup tree all readings are the engines) {
  automatic_source engine_only(nullptr, std::make_shared<engine_sample_source>(client));
  auto reader = engine_only.open(container);
  CAF_CHECK(read(*reader).value() == reading_state::later);
  CAF_CHECK((engine_only.readers() == reader_counts{0, 1}));
  reader.reset();
  CAF_CHECK((engine_only.readers() == reader_counts{0, 0}));
}

CAF_TEST(a path that cannot be guessed is nothing new before the process is known) {
  cgroup->is_readable = false;
  container.pid.reset();
  const auto reader = source.open(container);
  read(*reader);
  CAF_CHECK_EQUAL(client.stats_calls.size(), 1u);
  CAF_CHECK_EQUAL(reports, 0);
  container.pid = 735;
  reader->update(container); // an inspection came
  cgroup->is_readable = true;
  read(*reader);
  CAF_CHECK_EQUAL(reports, 0);
}

CAF_TEST(where no inspection shows the process the failure is reported in the end) {
  cgroup->is_readable = false;
  container.pid.reset();
  const auto reader = source.open(container);
  read(*reader);
  now += automatic_source::between_tries;
  read(*reader);
  CAF_CHECK_EQUAL(reports, 1);
}

CAF_TEST(without an engine a container that cannot be read fails and is reported once) {
  automatic_source cgroup_only(
      cgroup, nullptr, [this](const model::failure&) { ++reports; }, [this] { return now; });
  cgroup->is_readable = false;
  const auto reader = cgroup_only.open(container);
  reader->update(container);
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(!read(*reader));
  CAF_CHECK_EQUAL(reports, 1);
  cgroup->is_readable = true;
  CAF_CHECK(read(*reader).value() == reading_state::changed);
  CAF_CHECK((cgroup_only.readers() == reader_counts{1, 0}));
  CAF_CHECK(client.stats_calls.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace automatic_source_test
