#define CAF_SUITE model.held_states
#include "model/alarm/held_states.hpp"

#include <caf/test/unit_test.hpp>

#include <set>

namespace docker_monitor::model::held_states_test {

namespace {

struct fixture {
  held_states held;
  std::set<std::string> waiting;

  void take(const std::string& id, const std::string& state, const std::string& cursor) {
    held.take({{"container", id, state}}, {{"listener", "cursor", cursor}});
  }

  /// What is stored, such as `a=1 cursor=2`, in the order of its keys.
  std::string stored() {
    std::set<std::string> words;
    for (const auto& state :
         held.release([this](const std::string& id) { return waiting.contains(id); }))
      words.insert(state.key + "=" + state.text);
    std::string all;
    for (const auto& word : words)
      all += (all.empty() ? "" : " ") + word;
    return all;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(held_states_tests, fixture)

CAF_TEST(everything is stored once where no container waits) {
  take("a", "1", "10");
  take("a", "2", "11");
  take("b", "1", "12");
  CAF_CHECK_EQUAL(stored(), "a=2 b=1 cursor=12");
  CAF_CHECK_EQUAL(stored(), "");
}

CAF_TEST(the cursor stays before the first event of a container that waits) {
  take("a", "1", "10");
  waiting = {"b"};
  take("b", "1", "11");
  take("a", "2", "12");
  take("b", "2", "13");
  CAF_CHECK_EQUAL(stored(), "a=2 cursor=10");
  waiting.clear();
  CAF_CHECK_EQUAL(stored(), "b=2 cursor=13");
}

CAF_TEST(the cursor moves on though some container always waits) {
  waiting = {"a"};
  take("a", "1", "10");
  CAF_CHECK_EQUAL(stored(), "");
  waiting = {"a", "b"};
  take("b", "1", "11");
  take("c", "1", "12");
  CAF_CHECK_EQUAL(stored(), "c=1");
  waiting = {"b"};
  CAF_CHECK_EQUAL(stored(), "a=1 cursor=10");
  waiting = {"b", "d"};
  take("d", "1", "13");
  waiting = {"d"};
  CAF_CHECK_EQUAL(stored(), "b=1 cursor=12");
  waiting.clear();
  CAF_CHECK_EQUAL(stored(), "cursor=13 d=1");
}

CAF_TEST(a container that was stored and waits again is before its new event) {
  waiting = {"a"};
  take("a", "1", "10");
  waiting.clear();
  CAF_CHECK_EQUAL(stored(), "a=1 cursor=10");
  waiting = {"a"};
  take("a", "2", "11");
  take("b", "1", "12");
  CAF_CHECK_EQUAL(stored(), "b=1");
  waiting.clear();
  CAF_CHECK_EQUAL(stored(), "a=2 cursor=12");
}

CAF_TEST(a cursor without a state is stored as well) {
  held.take({}, {{"listener", "cursor", "1"}});
  CAF_CHECK_EQUAL(stored(), "cursor=1");
  held.take({{"container", "a", "1"}}, {});
  CAF_CHECK_EQUAL(stored(), "a=1");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::held_states_test
