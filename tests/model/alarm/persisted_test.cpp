#define CAF_SUITE model.persisted
#include "model/alarm/persisted.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace persisted_test {

using namespace docker_monitor::model;

namespace {

/// Keeps one text.
struct part_of_a {
  static constexpr const char* area = "a";
  saved_states take_unsaved() { return {{area, "", std::exchange(unsaved, {})}}; }
  void forget_saved() { unsaved = text; }
  expected<bool> restore(const saved_state& state) {
    if (state.text.empty())
      return failure{failure_code::malformed, "nothing"};
    text = state.text;
    return true;
  }
  std::string text;
  std::string unsaved;
};

/// The same, with the time.
struct part_of_b : part_of_a {
  static constexpr const char* area = "b";
  saved_states take_unsaved() { return {{area, "", std::exchange(unsaved, {})}}; }
  expected<bool> restore(const saved_state& state, std::chrono::steady_clock::time_point now) {
    since = now;
    return part_of_a::restore(state);
  }
  std::chrono::steady_clock::time_point since{};
};

/// Consists of parts.
struct chain {
  auto parts() { return persisted{first, second}; }
  saved_states take_unsaved() { return parts().take_unsaved(); }
  void forget_saved() { parts().forget_saved(); }
  expected<bool> restore(const saved_state& state, std::chrono::steady_clock::time_point now) {
    return parts().restore(state, now);
  }
  part_of_a first;
  part_of_b second;
};

struct part_of_c : part_of_a {
  static constexpr const char* area = "c";
};

struct fixture {
  chain links;
  part_of_c last;
  persisted<chain, part_of_c> all{links, last};
  std::chrono::steady_clock::time_point now{std::chrono::seconds{7}};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(persisted_tests, fixture)

CAF_TEST(a state goes to the part with its area) {
  for (const auto* area : {"a", "b", "c"}) {
    const auto taken = all.restore({area, "", area}, now);
    CAF_CHECK(taken && *taken);
  }
  CAF_CHECK_EQUAL(links.first.text, "a");
  CAF_CHECK_EQUAL(links.second.text, "b");
  CAF_CHECK(links.second.since == now);
  CAF_CHECK_EQUAL(last.text, "c");
}

CAF_TEST(a state of nobody is not taken) {
  const auto taken = all.restore({"d", "", "x"}, now);
  CAF_CHECK(taken && !*taken);
}

CAF_TEST(a broken state fails and nobody else is asked) {
  last.text = "kept";
  CAF_CHECK(all.restore({"b", "", ""}, now).error().code == failure_code::malformed);
  CAF_CHECK_EQUAL(last.text, "kept");
}

CAF_TEST(what was saved and is lost is reported by all in their order) {
  links.first.text = "1";
  links.second.text = "2";
  last.text = "3";
  all.forget_saved();
  std::string collected;
  for (const auto& state : all.take_unsaved())
    collected += state.text;
  CAF_CHECK_EQUAL(collected, "123");
  for (const auto& state : all.take_unsaved())
    CAF_CHECK_EQUAL(state.text, "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace persisted_test
