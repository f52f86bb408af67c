#define CAF_SUITE http.session_table
#include "http/server/session.hpp"
#include "tests/http/snapshots.hpp"

#include <boost/asio/io_context.hpp>
#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::session_table_test {

using namespace std::chrono_literals;

namespace {

struct fixture {
  std::shared_ptr<session> make(std::optional<std::string> address = {}) {
    const auto peer = address ? std::optional{*parse_ip(*address)} : std::nullopt;
    return std::make_shared<session>(nullptr, client_stream{server_core::socket(io)}, peer, false);
  }

  boost::asio::io_context io;
  session_table table;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(table_tests, fixture)

CAF_TEST(an empty table has no deadline) {
  CAF_CHECK(!table.first_deadline());
  CAF_CHECK(!table.overdue(noon + 1h));
  CAF_CHECK(!table.least_needed());
}

CAF_TEST(the first deadline is the earliest of all phases) {
  const auto a = table.add(make(), phase::idle, noon);
  CAF_CHECK(table.first_deadline() == noon + 75s);
  const auto b = table.add(make(), phase::writing, noon + 1s);
  CAF_CHECK(table.first_deadline() == noon + 11s);
  table.move(a, phase::reading, noon + 2s);
  CAF_CHECK(table.first_deadline() == noon + 7s);
  CAF_CHECK(!table.overdue(noon + 7s - 1ns));
  CAF_CHECK(table.overdue(noon + 7s) == a->who);
  table.remove(a);
  CAF_CHECK(table.overdue(noon + 11s) == b->who);
  table.remove(b);
  CAF_CHECK_EQUAL(table.size(), 0u);
}

CAF_TEST(a phase started again begins its time again) {
  const auto a = table.add(make(), phase::idle, noon);
  const auto b = table.add(make(), phase::idle, noon + 1s);
  table.move(a, phase::idle, noon + 2s);
  CAF_CHECK(table.overdue(noon + 76s) == b->who);
  CAF_CHECK(table.least_needed() == b->who);
}

CAF_TEST(who is done is missed least and who is answered never goes) {
  table.add(make(), phase::writing, noon);
  CAF_CHECK(!table.least_needed());
  const auto reading = table.add(make(), phase::reading, noon);
  CAF_CHECK(table.least_needed() == reading->who);
  const auto idle = table.add(make(), phase::idle, noon);
  CAF_CHECK(table.least_needed() == idle->who);
  const auto lingering = table.add(make(), phase::lingering, noon);
  CAF_CHECK(table.least_needed() == lingering->who);
  CAF_CHECK_EQUAL(table.all().size(), 4u);
}

CAF_TEST(of the address that has most the longest idle connection goes) {
  const auto other = table.add(make("192.0.2.1"), phase::idle, noon);
  const auto first = table.add(make("192.0.2.2"), phase::idle, noon + 1s);
  const auto second = table.add(make("192.0.2.2"), phase::idle, noon + 2s);
  CAF_CHECK_EQUAL(table.size_of(first->who->peer()), 2u);
  CAF_CHECK(table.least_needed() == first->who);
  table.move(first, phase::writing, noon + 3s);
  CAF_CHECK(table.least_needed() == second->who);
  // Where nothing of it can go, the next one has to.
  table.move(second, phase::streaming, noon + 3s);
  CAF_CHECK(table.least_needed() == other->who);
  table.remove(first);
  table.remove(second);
  CAF_CHECK_EQUAL(table.size_of(*parse_ip("192.0.2.2")), 0u);
}

CAF_TEST(of addresses that have equally many the longest idle connection goes) {
  table.add(make("192.0.2.1"), phase::reading, noon);
  const auto idle = table.add(make("192.0.2.2"), phase::idle, noon + 1s);
  table.add(make(), phase::idle, noon + 2s);
  CAF_CHECK(table.least_needed() == idle->who);
}

CAF_TEST(an IPv6 client counts by its network and unix sockets are one client) {
  table.add(make("2001:db8::1"), phase::idle, noon);
  table.add(make("2001:db8::2:0:0:1"), phase::idle, noon);
  table.add(make("2001:db8:0:1::1"), phase::idle, noon);
  table.add(make(), phase::idle, noon);
  table.add(make(), phase::idle, noon);
  CAF_CHECK_EQUAL(table.size_of(*parse_ip("2001:db8::3")), 2u);
  CAF_CHECK_EQUAL(table.size_of(std::nullopt), 2u);
}

CAF_TEST(a follower gives way to a client that has at least two fewer) {
  const auto alone = *parse_ip("192.0.2.9");
  CAF_CHECK(!table.follower_to_replace(alone));
  const auto first = table.add(make("192.0.2.1"), phase::streaming, noon);
  CAF_CHECK(!table.follower_to_replace(alone)); // it would take the place back
  const auto second = table.add(make("192.0.2.2"), phase::pushing, noon);
  const auto third = table.add(make("192.0.2.2"), phase::streaming, noon);
  table.add(make("192.0.2.1"), phase::idle, noon); // only followers count
  table.add(make("192.0.2.1"), phase::waiting, noon);
  const auto yields = table.follower_to_replace(alone);
  CAF_CHECK(yields == second->who || yields == third->who);
  CAF_CHECK(!table.follower_to_replace(first->who->peer()));
  CAF_CHECK(!table.follower_to_replace(second->who->peer()));
  CAF_CHECK(table.follower_to_replace(std::nullopt) == yields); // unix sockets are another client
}

CAF_TEST(handshakes are counted apart until they are over) {
  const auto first = table.add(make("192.0.2.1"), phase::handshaking, noon);
  const auto second = table.add(make("192.0.2.2"), phase::handshaking, noon + 1s);
  const auto third = table.add(make("192.0.2.2"), phase::handshaking, noon + 2s);
  CAF_CHECK_EQUAL(table.size(), 0u);
  CAF_CHECK_EQUAL(table.handshakes(), 3u);
  CAF_CHECK_EQUAL(table.size_of(*parse_ip("192.0.2.2")), 0u);
  CAF_CHECK(!table.least_needed());
  CAF_CHECK(table.first_deadline() == noon + 5s);
  CAF_CHECK(table.oldest_handshake() == second->who); // of the client that has most
  table.remove(second);
  CAF_CHECK(table.oldest_handshake() == first->who);
  table.move(third, phase::reading, noon + 3s);
  CAF_CHECK_EQUAL(table.size(), 1u);
  CAF_CHECK_EQUAL(table.handshakes(), 1u);
  CAF_CHECK_EQUAL(table.size_of(*parse_ip("192.0.2.2")), 1u);
  table.remove(third);
  table.remove(first);
  CAF_CHECK_EQUAL(table.size() + table.handshakes(), 0u);
  CAF_CHECK(!table.oldest_handshake());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::session_table_test
