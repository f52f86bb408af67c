#define CAF_SUITE http.list_cache
#include "http/container/list_cache.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::list_cache_test {

namespace {

struct names final : list_style {
  [[nodiscard]] bool shows(const model::container&) const override { return true; }
  void append(std::string& out, const model::row& row) const override {
    out += row.container->name;
  }
  bool adapt(std::span<char>, const model::row&, const model::row&) const override { return true; }
};

model::snapshot_ptr of_bytes(std::size_t bytes) {
  return make_snapshot({make_row("id", std::string(bytes, 'n'), model::container_status::running)});
}

} // namespace

CAF_TEST(a key leads to its list) {
  list_cache cache;
  const auto snapshot = of_bytes(10);
  const auto body = cache.at("a").text(snapshot, names{});
  cache.at("b");
  CAF_CHECK(cache.at("a").text(snapshot, names{}) == body);
  CAF_CHECK_EQUAL(cache.size(), 2u);
}

CAF_TEST(there are only so many) {
  list_cache cache;
  const auto snapshot = of_bytes(10);
  const auto body = cache.at("mine").text(snapshot, names{});
  for (std::size_t i = 0; i < 100; ++i) {
    cache.at("other " + std::to_string(i));
    CAF_CHECK(cache.at("mine").text(snapshot, names{}) == body);
  }
  CAF_CHECK_EQUAL(cache.size(), list_cache::max_lists);
}

CAF_TEST(large lists leave less room) {
  list_cache cache;
  const auto large = of_bytes(list_cache::max_bytes / 2 + 1000);
  for (const auto* key : {"a", "b", "c", "d"})
    cache.at(key).text(large, names{});
  CAF_CHECK_EQUAL(cache.size(), 2u);
  // One that is too large alone is there while it is the newest.
  const auto huge = of_bytes(list_cache::max_bytes + 1000);
  const auto body = cache.at("huge").text(huge, names{});
  CAF_CHECK(cache.at("huge").text(huge, names{}) == body);
  cache.at("small");
  CAF_CHECK_EQUAL(cache.size(), 1u);
}

CAF_TEST(what nobody asks for is dropped with its containers) {
  list_cache cache;
  auto snapshot = of_bytes(10);
  const std::weak_ptr<const model::container> watch = snapshot->rows().front()->container;
  cache.at("a").text(snapshot, names{});
  cache.at("b");
  snapshot.reset();
  cache.tidy();
  CAF_CHECK_EQUAL(cache.size(), 2u);
  cache.at("b");
  cache.tidy();
  CAF_CHECK_EQUAL(cache.size(), 1u);
  CAF_CHECK(watch.expired());
  cache.tidy();
  CAF_CHECK(cache.empty());
}

} // namespace docker_monitor::http::list_cache_test
