#define CAF_SUITE http.list_shelf
#include "http/container/list_shelf.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::list_shelf_test {

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
  list_shelf shelf;
  const auto snapshot = of_bytes(10);
  const auto body = shelf.at("a").text(snapshot, names{});
  shelf.at("b");
  CAF_CHECK(shelf.at("a").text(snapshot, names{}) == body);
  CAF_CHECK_EQUAL(shelf.size(), 2u);
}

CAF_TEST(there are only so many) {
  list_shelf shelf;
  const auto snapshot = of_bytes(10);
  const auto body = shelf.at("mine").text(snapshot, names{});
  for (std::size_t i = 0; i < 100; ++i) {
    shelf.at("other " + std::to_string(i));
    CAF_CHECK(shelf.at("mine").text(snapshot, names{}) == body);
  }
  CAF_CHECK_EQUAL(shelf.size(), list_shelf::most_lists);
}

CAF_TEST(large lists leave less room) {
  list_shelf shelf;
  const auto large = of_bytes(list_shelf::most_bytes / 2 + 1000);
  for (const auto* key : {"a", "b", "c", "d"})
    shelf.at(key).text(large, names{});
  CAF_CHECK_EQUAL(shelf.size(), 2u);
  // One that is too large alone is there while it is the newest.
  const auto huge = of_bytes(list_shelf::most_bytes + 1000);
  const auto body = shelf.at("huge").text(huge, names{});
  CAF_CHECK(shelf.at("huge").text(huge, names{}) == body);
  shelf.at("small");
  CAF_CHECK_EQUAL(shelf.size(), 1u);
}

CAF_TEST(what nobody asks for is dropped with its containers) {
  list_shelf shelf;
  auto snapshot = of_bytes(10);
  const std::weak_ptr<const model::container> watch = snapshot->rows().front()->container;
  shelf.at("a").text(snapshot, names{});
  shelf.at("b");
  snapshot.reset();
  shelf.tidy();
  CAF_CHECK_EQUAL(shelf.size(), 2u);
  shelf.at("b");
  shelf.tidy();
  CAF_CHECK_EQUAL(shelf.size(), 1u);
  CAF_CHECK(watch.expired());
  shelf.tidy();
  CAF_CHECK(shelf.empty());
}

} // namespace docker_monitor::http::list_shelf_test
