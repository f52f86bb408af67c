#define CAF_SUITE terminal.columns
#include "terminal/view/columns.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace columns_test {

using namespace docker_monitor::terminal;

namespace {

bool has(const std::vector<column>& columns, column_id id) {
  return std::ranges::find(columns, id, &column::id) != columns.end();
}

std::size_t total(const std::vector<column>& columns) {
  std::size_t width = columns.size() - 1;
  for (const auto& c : columns)
    width += c.width;
  return width;
}

} // namespace

CAF_TEST(columns fit whatever the width and more of them where there is more) {
  std::size_t before = 0;
  for (std::size_t width = 1; width < 250; ++width) {
    for (const std::size_t longest : {4, 12, 30, 63}) {
      const auto columns = columns_for(width, longest);
      CAF_REQUIRE(!columns.empty());
      CAF_CHECK(total(columns) <= width);
    }
    const auto count = columns_for(width, 10).size();
    CAF_CHECK(count >= before);
    before = count;
  }
  CAF_CHECK_EQUAL(before, 14u);
}

CAF_TEST(the most wanted columns stay in a narrow terminal) {
  const auto narrow = columns_for(40, 20);
  CAF_CHECK(has(narrow, column_id::cpu) && has(narrow, column_id::memory));
  CAF_CHECK(!has(narrow, column_id::block));
  const auto usual = columns_for(80, 20);
  CAF_CHECK(has(usual, column_id::status) && has(usual, column_id::network));
  CAF_CHECK(has(columns_for(120, 20), column_id::block));
}

CAF_TEST(a name is whole before there is a sparkline) {
  for (std::size_t width = 60; width < 200; ++width)
    for (const std::size_t longest : {20, 40, 63}) {
      const auto columns = columns_for(width, longest);
      CAF_CHECK(!has(columns, column_id::cpu_past) || columns.front().width >= longest);
    }
  CAF_CHECK(!has(columns_for(90, 36), column_id::cpu_past));
  CAF_CHECK_EQUAL(columns_for(90, 36).front().width, 36u);
  CAF_CHECK(has(columns_for(90, 20), column_id::cpu_past));
}

CAF_TEST(a name without room keeps both its ends) {
  container_entry entry;
  entry.row.name = "shop-production-eu-west-database-12";
  for (const bool grouped : {false, true}) {
    const selection by{.grouped = grouped};
    const auto text = text_of(row_of(columns_for(40, 36), {&entry}, by, at().wall));
    CAF_CHECK(text.find("…") != std::string::npos);
    CAF_CHECK(text.find("se-12 ") != std::string::npos);
  }
  listed group;
  group.total.name = entry.row.name;
  group.members = 7;
  const auto text = text_of(row_of(columns_for(40, 36), group, {}, at().wall));
  CAF_CHECK(text.find("12 (7)") != std::string::npos);
}

CAF_TEST(head and lines are as wide as their columns) {
  const auto known = shop();
  const selection by{.grouped = true, .all = true};
  for (const std::size_t width : {20, 40, 80, 120, 200}) {
    const auto columns = columns_for(width, 10);
    CAF_CHECK_EQUAL(width_of(head_of(columns, by)), total(columns));
    for (const auto& one : list(known, by).lines)
      CAF_CHECK_EQUAL(width_of(row_of(columns, one, by, at().wall)), total(columns));
  }
}

CAF_TEST(the column of the order is marked with its direction) {
  const auto columns = columns_for(80, 10);
  const auto head = [&](const selection& by) { return text_of(head_of(columns, by)); };
  CAF_CHECK(head({}).find("▼CPU %") != std::string::npos);
  CAF_CHECK(head({.reversed = true}).find("▲CPU %") != std::string::npos);
  CAF_CHECK(head({.sort = sort_key::name}).find("NAME▲") != std::string::npos);
  CAF_CHECK(head({.sort = sort_key::name, .reversed = true}).find("NAME▼") != std::string::npos);
}

CAF_TEST(a line shows the values in the units of docker stats) {
  const auto known = shop();
  const auto lines = list(known, {}).lines;
  const auto text = text_of(row_of(columns_for(160, 10), lines.front(), {}, at().wall));
  for (const auto* part :
       {"web-1", "running", "80.00%", "128MiB", "/ 1GiB", "12.50%", "1.2kB /  3.4kB", "1h30m"})
    CAF_CHECK(text.find(part) != std::string::npos);
}

CAF_TEST(a share is that of the limit where there is one) {
  container_row row;
  CAF_CHECK(!cpu_share(row));
  row.cpu_percent = 50;
  CAF_CHECK(!cpu_share(row));
  row.cpu_host_percent = 12.5; // on four cores
  CAF_CHECK(cpu_share(row) == 0.125);
  row.cpu_limit_percent = 50;
  CAF_CHECK(cpu_share(row) == 1.0);
  CAF_CHECK(style_of_share(cpu_share(row)).colour == colour::red);
  CAF_CHECK(style_of_share(0.85).colour == colour::yellow);
  CAF_CHECK(style_of_share(0.1) == style{});
}

} // namespace columns_test
