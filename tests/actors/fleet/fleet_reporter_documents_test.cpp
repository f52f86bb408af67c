#define CAF_SUITE actors.fleet_reporter_documents
#include "fleet/host_message.hpp"
#include "fleet/payload_dictionary.hpp"
#include "tests/actors/fleet/reporter_fixture.hpp"

#include <caf/test/dsl.hpp>

#include <algorithm>
#include <utility>

namespace fleet_reporter_documents_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

struct fixture : tests::reporter_fixture {
  /// Returns the subjects and forms of what is sent in this time; also reads it.
  std::vector<std::pair<std::string, fleet::payload_form>> sent_in(std::chrono::seconds time) {
    bus->sent.clear();
    pass(time, 1000ms);
    std::vector<std::pair<std::string, fleet::payload_form>> made;
    fleet::message_reader reader;
    for (const auto& [subject, payload] : bus->sent) {
      const auto document = fleet::inflate(payload);
      CAF_REQUIRE(document);
      const auto message = reader.read(*document, {"a", ""});
      CAF_REQUIRE(message);
      numbers.push_back(message->number.value_or(0));
      made.emplace_back(subject, fleet::form_of(payload));
    }
    return made;
  }

  std::vector<std::uint64_t> numbers; ///< of the documents that `sent_in` has read
};

const std::pair<std::string, fleet::payload_form> state{
    "fleet.a.state", fleet::payload_form::plain};
const std::pair<std::string, fleet::payload_form> plain{
    "fleet.a.samples", fleet::payload_form::plain};
const std::pair<std::string, fleet::payload_form> shorter{
    "fleet.a.samples", fleet::payload_form::with_dictionary};

} // namespace

CAF_TEST_FIXTURE_SCOPE(fleet_reporter_documents_tests, fixture)

CAF_TEST(a host sends its state first and then changes that every hub reads) {
  CAF_REQUIRE_EQUAL(bus->sent.size(), 1u);
  CAF_CHECK_EQUAL(bus->sent[0].first, "fleet.a.state");
  const auto sent = sent_in(3s);
  CAF_CHECK((sent == std::vector{plain, plain, plain}));
}

CAF_TEST(a hub that has the dictionary is sent payloads with it) {
  tell(fleet::dictionary_message());
  CAF_CHECK((sent_in(2s) == std::vector{shorter, shorter}));
  tell("dictionary 1"); // another hub has taken over
  CAF_CHECK((sent_in(1s) == std::vector{plain}));
}

CAF_TEST(a hub that has another dictionary only is sent plain payloads) {
  tell("dictionary 1");
  CAF_CHECK((sent_in(2s) == std::vector{plain, plain}));
  CAF_CHECK(bus->messages.size() == 3u); // it is not answered
}

CAF_TEST(a hub that asks too much still says which dictionary it has) {
  ask("GET /docker-monitor/api/v2/host", fleet_reporter_state::max_queries_a_second + 1);
  CAF_CHECK_EQUAL(answers("429"), 1u);
  tell(fleet::dictionary_message());
  CAF_CHECK((sent_in(1s) == std::vector{shorter}));
}

CAF_TEST(a hub that asks is sent the whole state next) {
  tell("state");
  CAF_CHECK((sent_in(2s) == std::vector{state, plain}));
}

CAF_TEST(documents are numbered without a gap) {
  sent_in(2s);
  tell("state");
  sent_in(3s);
  CAF_CHECK((numbers == std::vector<std::uint64_t>{2, 3, 4, 5, 6}));
}

CAF_TEST(a host reports once a second) {
  CAF_CHECK(sent_in(1s).size() == 1u);
  bus->sent.clear();
  pass(990ms, 10ms);
  CAF_CHECK(bus->sent.empty());
  pass(10ms, 10ms);
  CAF_CHECK(bus->sent.size() == 1u);
}

CAF_TEST(an older hub is sent its state once a minute) {
  const auto sent = sent_in(121s);
  CAF_CHECK_EQUAL(std::ranges::count(sent, state), 2);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace fleet_reporter_documents_test
