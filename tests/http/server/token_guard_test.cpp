#define CAF_SUITE http.token_guard
#include "http/server/token_guard.hpp"
#include "tests/http/connection_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::token_guard_test {

namespace {

using access = token_guard::access;

struct fixture : connection_fixture {
  fixture()
      : connection_fixture([] {
          server_options options;
          options.any_host = true;
          options.tokens = {"first", "second"};
          return options;
        }()) {
    latest_snapshot.publish(four_containers());
  }

  received_response get(std::string_view target, std::string_view fields = {}) {
    auto client = connect();
    std::string head{"GET "};
    head.append(target).append(" HTTP/1.1\r\nHost: a\r\n").append(fields).append("\r\n");
    talk(client, head);
    const auto responses = split_responses(client.input);
    CAF_REQUIRE_EQUAL(responses.size(), 1u);
    return responses.front();
  }
};

} // namespace

CAF_TEST(whoever has no token lets in everybody) {
  CAF_CHECK(token_guard{}.check("") == access::welcome);
  CAF_CHECK(!token_guard{}.is_enabled());
}

CAF_TEST(each token opens and nothing near it) {
  const token_guard guard{{"abc", "de=="}};
  CAF_CHECK(guard.check("Bearer abc") == access::welcome);
  CAF_CHECK(guard.check("bearer  de== ") == access::welcome);
  for (const auto* wrong : {"Bearer abd", "Bearer ab", "Bearer abcd", "Bearer ABC", "Bearer "})
    CAF_CHECK(guard.check(wrong) == access::wrong);
  for (const auto* none : {"", "abc", "Basic abc", "Bearers abc"})
    CAF_CHECK(guard.check(none) == access::none);
}

CAF_TEST(tokens are lines of a file) {
  const auto tokens = parse_tokens("# of the dashboard\r\n abc \r\n\nde/f+==\n");
  CAF_REQUIRE(tokens);
  CAF_CHECK((*tokens == std::vector<std::string>{"abc", "de/f+=="}));
  for (const auto* wrong : {"a b", "a=b", "=", "t\xc3\xb6ken", "a\"b"}) {
    const auto refused = parse_tokens("abc\n" + std::string{wrong});
    CAF_REQUIRE(!refused);
    CAF_CHECK(refused.error().message.find("line 2") != std::string::npos);
    CAF_CHECK(refused.error().message.find(wrong) == std::string::npos || *wrong == '=');
  }
  CAF_CHECK(!parse_tokens("\n# nothing\n"));
}

CAF_TEST_FIXTURE_SCOPE(token_guard_tests, fixture)

CAF_TEST(without a token nothing is seen) {
  for (const auto* target :
       {"/docker-monitor/api/v2/containers", "/docker-monitor/api/v1.0/metrics", "/metrics",
        "/readyz", "/nonsense", "/docker-monitor/api/openapi.json", "//", "/healthz/"}) {
    const auto refused = get(target);
    CAF_CHECK_EQUAL(refused.status, 401u);
    CAF_CHECK_EQUAL(refused.field("WWW-Authenticate"), "Bearer realm=\"docker-monitor\"");
  }
  CAF_CHECK_EQUAL(get("/healthz").status, 200u);
  CAF_CHECK_EQUAL(get("/healthz?x=1").status, 200u);
}

CAF_TEST(an answer that is kept is no way around) {
  const auto* target = "/docker-monitor/api/v2/containers";
  CAF_CHECK_EQUAL(get(target, "Authorization: Bearer second\r\n").status, 200u);
  CAF_CHECK_EQUAL(get(target).status, 401u);
  const auto wrong = get(target, "Authorization: Bearer third\r\n");
  CAF_CHECK_EQUAL(wrong.status, 401u);
  CAF_CHECK(wrong.field("WWW-Authenticate").find("invalid_token") != std::string::npos);
  CAF_CHECK_EQUAL(get(target, "Authorization: Bearer first\r\n").status, 200u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::token_guard_test
