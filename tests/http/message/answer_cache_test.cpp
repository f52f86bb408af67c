#define CAF_SUITE http.answer_cache
#include "http/message/answer_cache.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::answer_cache_test {

using namespace std::chrono_literals;

namespace {

response reply_of(std::string text) {
  return {.body = std::make_shared<const std::string>(std::move(text))};
}

struct fixture {
  ready_answer* find(std::string_view target, bool gzip = false) {
    return cache.find(snapshot, target, {.gzip = gzip}, noon);
  }

  answer_cache cache;
  model::snapshot_ptr snapshot = four_containers();
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(answer_cache_tests, fixture)

CAF_TEST(a head is rendered once and takes any date) {
  ready_answer ready{
      {.body = std::make_shared<const std::string>("[]"),
       .headers = {{"Vary", "Accept-Encoding"}}}};
  for (const auto* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:37 GMT"}) {
    std::string rendered;
    append_head(rendered, ready.reply(), {.date = date});
    CAF_CHECK_EQUAL(std::string{ready.head(date)}, rendered);
  }
  std::string without;
  append_head(without, ready.reply(), {});
  CAF_CHECK_EQUAL(std::string{ready.head("")}, without);
}

CAF_TEST(an answer is found again by the same target) {
  CAF_CHECK(find("/a") == nullptr);
  const auto body = cache.insert("/a", {}, reply_of("one")).reply().body;
  CAF_REQUIRE(find("/a"));
  CAF_CHECK(find("/a")->reply().body == body);
  CAF_CHECK(find("/b") == nullptr);
  CAF_CHECK(find("/A") == nullptr);
  CAF_CHECK(find("/a?") == nullptr);
}

CAF_TEST(those who take gzip have answers of their own) {
  find("/a");
  cache.insert("/a", {.gzip = true}, reply_of("compressed"));
  CAF_CHECK(find("/a") == nullptr);
  cache.insert("/a", {}, reply_of("plain"));
  CAF_CHECK_EQUAL(*find("/a", true)->reply().body, "compressed");
  CAF_CHECK_EQUAL(*find("/a", false)->reply().body, "plain");
}

CAF_TEST(another snapshot has other answers) {
  find("/a");
  cache.insert("/a", {}, reply_of("old"));
  snapshot = four_containers();
  CAF_CHECK(find("/a") == nullptr);
  CAF_CHECK(cache.empty());
}

CAF_TEST(a snapshot is not kept) {
  find("/a");
  cache.insert("/a", {}, reply_of("old"));
  const std::weak_ptr<const model::snapshot> watch = snapshot;
  snapshot = four_containers();
  CAF_CHECK(watch.expired());
}

CAF_TEST(an answer is valid as long as it says) {
  find("/a");
  auto reply = reply_of("x");
  reply.valid_until = noon + 30s;
  cache.insert("/a", {}, std::move(reply));
  CAF_CHECK(cache.find(snapshot, "/a", {}, noon + 30s) != nullptr);
  CAF_CHECK(cache.find(snapshot, "/a", {}, noon + 30s + 1ns) == nullptr);
  cache.insert("/a", {}, reply_of("newer"));
  CAF_CHECK_EQUAL(*find("/a")->reply().body, "newer");
  CAF_CHECK_EQUAL(cache.size(), 1u);
}

CAF_TEST(answers are bounded in number) {
  find("/");
  for (std::size_t i = 0; i < 3 * answer_cache::max_answers; ++i) {
    const auto target = "/" + std::to_string(i);
    cache.insert(target, {.gzip = i % 2 == 0}, reply_of("x"));
    CAF_REQUIRE(find(target, i % 2 == 0));
    CAF_CHECK(cache.size() <= answer_cache::max_answers);
  }
}

CAF_TEST(answers are bounded in bytes) {
  find("/");
  for (int i = 0; i < 9; ++i)
    cache.insert("/" + std::to_string(i), {}, reply_of(std::string(4'000'000, 'x')));
  CAF_CHECK_EQUAL(cache.size(), 1u);
  const auto huge = reply_of(std::string(answer_cache::max_bytes, 'x'));
  CAF_CHECK(cache.insert("/huge", {}, huge).reply().body == huge.body);
  CAF_CHECK_EQUAL(cache.size(), 1u);
}

CAF_TEST(what nobody asks for is dropped) {
  find("/a");
  cache.insert("/a", {}, reply_of("x"));
  cache.tidy();
  CAF_CHECK_EQUAL(cache.size(), 1u);
  CAF_CHECK(find("/a"));
  cache.tidy();
  CAF_CHECK(!cache.empty());
  cache.tidy();
  CAF_CHECK(cache.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::answer_cache_test
