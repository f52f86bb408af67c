#define CAF_SUITE http.rendered_list
#include "http/container/rendered_list.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <random>

namespace docker_monitor::http::rendered_list_test {

using namespace std::chrono_literals;
using model::container_status;

namespace {

/// `name@time`, of running containers; counts what it is asked for.
struct times final : list_style {
  [[nodiscard]] bool shows(const model::container& container) const override {
    return container.status == container_status::running;
  }

  void append(std::string& out, const model::row& row) const override {
    ++rendered;
    out += row.container->name + '@' + digit(row);
  }

  bool adapt(std::span<char> element, const model::row&, const model::row& now) const override {
    ++adapted;
    if (refuse)
      return false;
    element.back() = digit(now);
    return true;
  }

  static char digit(const model::row& row) {
    return static_cast<char>('0' + row.sampled_at.time_since_epoch() / 1s % 10);
  }

  mutable int rendered = 0;
  mutable int adapted = 0;
  bool refuse = false;
};

model::row_ptr later(const model::row_ptr& row, std::chrono::seconds by) {
  auto next = *row;
  next.sampled_at += by;
  return std::make_shared<const model::row>(std::move(next));
}

model::row_ptr running(const std::string& name) {
  return make_row("id-" + name, name, container_status::running, 1.0);
}

struct fixture {
  std::string text(std::vector<model::row_ptr> rows) {
    style.rendered = style.adapted = 0;
    return *list.text(make_snapshot(std::move(rows)), style);
  }

  times style;
  rendered_list list;
  model::row_ptr a = running("a");
  model::row_ptr b = running("b");
  model::row_ptr c = running("c");
  model::row_ptr stopped = make_row("id-s", "bb", container_status::exited);
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(rendered_list_tests, fixture)

CAF_TEST(only what changed is rendered) {
  CAF_CHECK_EQUAL(text({a, stopped, b, c}), "[a@0,b@0,c@0]");
  CAF_CHECK_EQUAL(style.rendered, 3);
  CAF_CHECK_EQUAL(text({later(a, 1s), stopped, b, running("c")}), "[a@1,b@0,c@0]");
  CAF_CHECK_EQUAL(style.rendered, 1);
  CAF_CHECK_EQUAL(style.adapted, 2);
}

CAF_TEST(elements that cannot be adapted are rendered) {
  text({a, b});
  style.refuse = true;
  CAF_CHECK_EQUAL(text({later(a, 3s), later(b, 4s)}), "[a@3,b@4]");
  CAF_CHECK_EQUAL(style.rendered, 2);
}

CAF_TEST(containers come and go at every place) {
  CAF_CHECK_EQUAL(text({}), "[]");
  CAF_CHECK_EQUAL(text({b}), "[b@0]");
  CAF_CHECK_EQUAL(text({a, b, c}), "[a@0,b@0,c@0]");
  CAF_CHECK_EQUAL(style.rendered, 2);
  CAF_CHECK_EQUAL(text({a, c}), "[a@0,c@0]");
  CAF_CHECK_EQUAL(style.rendered, 0);
  CAF_CHECK_EQUAL(text({stopped, c}), "[c@0]");
  CAF_CHECK_EQUAL(text({stopped}), "[]");
  CAF_CHECK_EQUAL(text({a}), "[a@0]");
  CAF_CHECK_EQUAL(text({}), "[]");
}

CAF_TEST(any sequence of lists reads as if rendered again) {
  std::mt19937 random{3};
  std::vector<model::row_ptr> all;
  for (int i = 0; i < 40; ++i)
    all.push_back(running("n" + std::to_string(i)));
  for (int round = 0; round < 300; ++round) {
    std::vector<model::row_ptr> rows;
    for (auto& row : all) {
      const auto what = random() % 8;
      if (what == 0)
        continue; // not there this time
      if (what == 1)
        row = running(row->container->name);
      if (what == 2)
        row = make_row(row->container->id, row->container->name, container_status::exited);
      if (what > 5)
        row = later(row, 1s);
      rows.push_back(row);
    }
    rendered_list fresh;
    CAF_REQUIRE_EQUAL(text(rows), *fresh.text(make_snapshot(rows), style));
  }
}

CAF_TEST(the same snapshot is the same body) {
  const auto snapshot = make_snapshot({a, b});
  const auto first = list.text(snapshot, style);
  CAF_CHECK(list.text(snapshot, style) == first);
  CAF_CHECK(list.text(make_snapshot({a, b}), style) != first);
}

CAF_TEST(small and huge texts are not compressed) {
  text({a});
  CAF_CHECK(list.compressed() == nullptr);
  text({running(std::string(2000, 'n'))});
  const auto compressed = list.compressed();
  CAF_CHECK(compressed && compressed->size() < 500);
  CAF_CHECK(list.compressed() == compressed);
  text({running(std::string(5'000'000, 'n'))});
  CAF_CHECK(list.compressed() == nullptr);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::rendered_list_test
