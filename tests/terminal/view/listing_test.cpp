#define CAF_SUITE terminal.listing
#include "terminal/view/listing.hpp"
#include "tests/terminal/scenes.hpp"

#include <caf/test/unit_test.hpp>

namespace listing_test {

using namespace docker_monitor::terminal;

namespace {

using names = std::vector<std::string>;

names names_of(const overview& from, const selection& by) {
  names found;
  for (const auto& one : list(from, by).lines)
    found.push_back(one.entry ? one.entry->row.name : "*" + one.total.name);
  return found;
}

} // namespace

CAF_TEST(every column has a word and rows are sorted as in the view) {
  const auto known = shop();
  constexpr std::string_view words[] = {"name",  "status", "cpu",      "memory", "network",
                                        "block", "pids",   "restarts", "uptime"};
  CAF_CHECK_EQUAL(std::size(words), sort_keys);
  for (std::size_t i = 0; i < sort_keys; ++i) {
    CAF_CHECK(parse_sort_key(words[i]) == static_cast<sort_key>(i));
    std::vector<container_row> rows;
    for (const auto& [id, entry] : known.containers())
      rows.push_back(entry.row);
    sort_rows(rows, static_cast<sort_key>(i));
    names sorted;
    for (const auto& row : rows)
      sorted.push_back(row.name);
    CAF_CHECK(sorted == names_of(known, {.sort = static_cast<sort_key>(i), .all = true}));
  }
  CAF_CHECK(!parse_sort_key("size") && !parse_sort_key(""));
}

CAF_TEST(who uses most is first and stopped ones are left out) {
  CAF_CHECK(names_of(shop(), {}) == (names{"web-1", "alone", "web-2", "db"}));
}

CAF_TEST(who is in trouble comes first where no column is named) {
  const auto rows = parse_rows(
      "[" + object_of("fine", 1) + "," + object_of("a", 95) + ","
      + object_of("paused", -1, R"(,"status":"paused")") + ","
      + object_of("ill", -1, R"(,"status":"running","health":"unhealthy")") + ","
      + object_of("ended", -1, R"(,"status":"exited","exitCode":0)") + ","
      + object_of("stopped", -1, R"(,"status":"exited","exitCode":143)") + ","
      + object_of("done", -1, R"(,"status":"exited","exitCode":0,"oomKilled":true)") + ","
      + object_of("oom", -1, R"(,"status":"exited","exitCode":137,"oomKilled":true)") + ","
      + object_of("fallen", -1, R"(,"status":"exited","exitCode":3)") + "," + object_of("loop", 1)
      + "]");
  CAF_REQUIRE(rows);
  auto sorted = *rows;
  sorted.back().in_crash_loop = true;
  sort_by_trouble(sorted);
  names found;
  for (const auto& row : sorted)
    found.push_back(row.name);
  CAF_CHECK(
      found
      == (names{
          "fallen", "oom", "loop", "ill", "paused", "a", "done", "ended", "fine", "stopped"}));
}

CAF_TEST(every column sorts and can be reversed) {
  const auto known = shop();
  CAF_CHECK(names_of(known, {.sort = sort_key::name}) == (names{"alone", "db", "web-1", "web-2"}));
  CAF_CHECK(
      names_of(known, {.sort = sort_key::name, .reversed = true})
      == (names{"web-2", "web-1", "db", "alone"}));
  CAF_CHECK(names_of(known, {.reversed = true}) == (names{"db", "web-2", "alone", "web-1"}));
  for (std::size_t i = 0; i < sort_keys; ++i)
    CAF_CHECK_EQUAL(names_of(known, {.sort = static_cast<sort_key>(i)}).size(), 4u);
}

CAF_TEST(what is not known comes last either way) {
  const auto known = shop();
  CAF_CHECK(names_of(known, {.all = true}).back() == "old");
  CAF_CHECK(names_of(known, {.reversed = true, .all = true}).back() == "old");
}

CAF_TEST(a filter looks at name image project and state) {
  const auto known = shop();
  CAF_CHECK(names_of(known, {.filter = "WEB"}) == (names{"web-1", "web-2"}));
  CAF_CHECK(names_of(known, {.filter = "shop"}) == (names{"web-1", "web-2", "db"}));
  CAF_CHECK(names_of(known, {.all = true, .filter = "exited"}) == (names{"old"}));
  CAF_CHECK(names_of(known, {.filter = "id-alone"}) == (names{"alone"}));
  CAF_CHECK(names_of(known, {.filter = "nothing"}).empty());
  const auto shown = list(known, {.filter = "web"});
  CAF_CHECK_EQUAL(shown.shown, 2u);
  CAF_CHECK_EQUAL(shown.known, 4u);
}

CAF_TEST(a project stands above its containers with their totals) {
  const auto known = shop();
  CAF_CHECK(
      names_of(known, {.grouped = true})
      == (names{"*shop", "web-1", "web-2", "db", "*no project", "alone"}));
  const auto lines = list(known, {.grouped = true}).lines;
  CAF_CHECK_EQUAL(lines.front().members, 3u);
  CAF_CHECK_EQUAL(lines.front().total.cpu_percent.value(), 105.0);
  CAF_CHECK_EQUAL(lines.front().total.memory_bytes.value(), 3u * 134217728u);
  CAF_CHECK_EQUAL(lines.front().total.network.in.value(), 3600.0);
  CAF_CHECK(!lines.front().total.block.in);
}

CAF_TEST(a network that containers share is counted once in their total) {
  constexpr std::string_view project = R"(,"service":{"project":"shop","name":"x"})";
  const auto joined = [&](const std::string& owner) {
    return std::string{project} + R"(,"networkMode":"container:)" + owner + '"';
  };
  const auto total = [](const std::string& containers) {
    overview known;
    known.take("state", state_of(containers), at());
    return list(known, {.grouped = true}).lines.front().total.network.in;
  };
  const auto proxy = object_of("proxy", 5, std::string{project} + R"(,"networkMode":"shop")");
  CAF_CHECK(total(proxy + "," + object_of("app", 9, joined("id-proxy"))) == 1200.0);
  CAF_CHECK(total(object_of("app", 9, joined("proxy")) + "," + proxy) == 1200.0);
  CAF_CHECK(total(object_of("a", 9, joined("x")) + "," + object_of("b", 8, joined("x"))) == 1200.0);
  CAF_CHECK(total(proxy + "," + object_of("app", 9, joined("another"))) == 2400.0);
}

} // namespace listing_test
