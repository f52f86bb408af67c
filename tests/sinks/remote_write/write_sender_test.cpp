#define CAF_SUITE sinks.write_sender
#include "model/remote_write/write_request.hpp"
#include "sinks/remote_write/snappy_block.hpp"
#include "sinks/remote_write/write_sender.hpp"
#include "tests/sinks/remote_write/scripted_sender.hpp"
#include "tests/support/http_peer.hpp"

#include <caf/test/unit_test.hpp>

#include <bit>

namespace write_sender_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace std::chrono_literals;
using tests::http_peer;

namespace {

struct receiver {
  http_peer peer;

  http_write_sender make(const std::string& query = {}) const {
    return http_write_sender{
        parse_remote_write_url(
            "http://u:p@127.0.0.1:" + std::to_string(peer.port()) + "/api/v1/write" + query)
            ->http};
  }
};

/// How often a text has a part.
std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(write_sender_tests, receiver)

CAF_TEST(a request is what remote write prescribes) {
  auto sender = make("?header=X-Scope-OrgID:team");
  model::label_encoder encoder{{{"host", "box"}}};
  std::string request;
  model::append_time_series(
      request, encoder.encode({"up", "", 1}), std::bit_cast<std::uint64_t>(1.0),
      model::sample_time{5s});
  const auto block = snappy_block(request);
  peer.answer(204);
  const auto answer = sender.send(block, 10s);
  CAF_REQUIRE(answer.has_value());
  CAF_CHECK_EQUAL(answer->status, 204u);
  const auto requests = peer.requests();
  CAF_REQUIRE_EQUAL(requests.size(), 1u);
  const auto& sent = requests[0];
  CAF_CHECK(sent.starts_with("POST /api/v1/write HTTP/1.1\r\n"));
  for (const auto* field :
       {"\r\nContent-Type: application/x-protobuf\r\n", "\r\nContent-Encoding: snappy\r\n",
        "\r\nX-Prometheus-Remote-Write-Version: 0.1.0\r\n", "\r\nAuthorization: Basic dTpw\r\n",
        "\r\nX-Scope-OrgID: team\r\n"})
    CAF_CHECK_EQUAL(count_of(sent, field), 1u);
  CAF_CHECK_EQUAL(count_of(sent, "\r\nUser-Agent: docker-monitor/"), 1u);
  CAF_CHECK_EQUAL(count_of(sent, "\r\nContent-Type: "), 1u);
  const auto body = sent.substr(sent.find("\r\n\r\n") + 4);
  const auto series = sinks::test::series_of(body);
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK_EQUAL(series[0].label("__name__"), "up");
  CAF_CHECK_EQUAL(series[0].label("host"), "box");
  CAF_CHECK_EQUAL(series[0].value(), 1.0);
  CAF_CHECK_EQUAL(series[0].time, 5000);
}

CAF_TEST(requests share a connection and another replaces a closed one) {
  auto sender = make();
  CAF_CHECK(sender.send("a", 10s).has_value());
  peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  CAF_CHECK(sender.send("b", 10s).has_value());
  CAF_CHECK_EQUAL(peer.connections(), 1);
  CAF_CHECK(sender.send("c", 10s).has_value());
  CAF_CHECK_EQUAL(peer.connections(), 2);
}

CAF_TEST(an answer keeps its status and fields) {
  auto sender = make();
  peer.answer(429, "Retry-After: 7\r\n", "slowly");
  const auto answer = sender.send("a", 10s);
  CAF_REQUIRE(answer.has_value());
  CAF_CHECK_EQUAL(answer->status, 429u);
  CAF_CHECK_EQUAL(answer->field("Retry-After"), "7");
}

CAF_TEST(a receiver that hangs up is a failure and the password is not in it) {
  auto sender = make();
  peer.answer("");
  const auto answer = sender.send("a", 10s);
  CAF_REQUIRE(!answer);
  CAF_CHECK(answer.error().code == model::failure_code::disconnected);
  CAF_CHECK_EQUAL(count_of(answer.error().message, "u:p"), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace write_sender_test
