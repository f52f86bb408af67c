#define CAF_SUITE model.history_ring_buffer
#include "model/history/history_ring_buffer.hpp"

#include <caf/test/unit_test.hpp>

#include <map>
#include <random>

namespace history_ring_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

using time_point = std::chrono::sys_seconds;

/// A multiple of all steps and chunks.
constexpr time_point start{1'795'032'000s};

history_row row_of(double number) {
  history_row row{};
  row.fill(encode_value(number));
  return row;
}

struct fixture {
  history_ring_buffer ring;
  history_ring_buffer::manner how{1s, 900s, true};

  void put(std::chrono::seconds at, double number) { ring.put(start + at, row_of(number), how); }

  /// What is there, by seconds since the start.
  std::map<int, double> there(std::chrono::seconds from = -1h, std::chrono::seconds to = 3h) const {
    std::map<int, double> found;
    ring.visit(start + from, start + to, [&](time_point at, std::chrono::seconds, const auto& row) {
      found[static_cast<int>((at - start).count())] = decode_value(row[0]);
    });
    return found;
  }
};

using numbers = std::map<int, double>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_ring_tests, fixture)

CAF_TEST(each second has its place) {
  put(0s, 1);
  put(1s, 2);
  put(61s, 3);
  CAF_CHECK(there() == (numbers{{0, 1}, {1, 2}, {61, 3}}));
  CAF_CHECK(there(1s, 61s) == (numbers{{1, 2}}));
}

CAF_TEST(a place that jitter left out takes the later value) {
  put(0s, 1);
  put(2s, 5);
  put(58s, 7);
  put(60s, 8); // the place left out is the last of the chunk before
  CAF_CHECK(there() == (numbers{{0, 1}, {1, 5}, {2, 5}, {58, 7}, {59, 8}, {60, 8}}));
}

CAF_TEST(more than one place left out is a gap) {
  put(0s, 1);
  put(3s, 5);
  CAF_CHECK(there() == (numbers{{0, 1}, {3, 5}}));
}

CAF_TEST(readings in one place become their mean) {
  put(0s, 1);
  put(0s, 2);
  put(0s, 6);
  CAF_CHECK(there() == (numbers{{0, 3}}));
}

CAF_TEST(what is too old goes and its memory is used again) {
  for (auto at = 0s; at < 3000s; at += 1s)
    put(at, 1);
  CAF_CHECK(ring.bytes() <= 17'000u);
  const auto found = there();
  CAF_CHECK(found.begin()->first <= 3000 - 900);
  CAF_CHECK(found.size() >= 900u);
}

CAF_TEST(one that lived for seconds takes a chunk only) {
  for (auto at = 0s; at < 10s; at += 1s)
    put(at, 1);
  CAF_CHECK(ring.bytes() < 1100u);
}

CAF_TEST(a clock that was set back writes over what it will never come to) {
  for (auto at = 0s; at < 200s; at += 1s)
    put(at, 1);
  put(150s, 2);
  CAF_CHECK(there().rbegin()->first == 150);
  put(20s, 3);
  CAF_CHECK(there().rbegin()->first == 20);
  CAF_CHECK_EQUAL(there().size(), 21u);
}

CAF_TEST(a coarser ring has the means of what was there) {
  std::minstd_rand random{5};
  std::map<int, std::pair<double, int>> sums;
  for (int at = 0; at < 700; ++at) {
    if (random() % 5 == 0)
      continue;
    const auto number = static_cast<double>(random() % 1000);
    how.bridge = false;
    put(std::chrono::seconds{at}, number);
    auto& [sum, count] = sums[at / 4 * 4];
    sum += number;
    ++count;
  }
  const auto before = ring.bytes();
  ring.coarsen(2s);
  ring.coarsen(4s);
  CAF_CHECK(ring.bytes() * 3 < before);
  const auto found = there();
  CAF_CHECK_EQUAL(found.size(), sums.size());
  how.step = 4s;
  for (const auto& [at, number] : found) {
    const auto& [sum, count] = sums[at];
    // A mean of means weighs halves alike, so with gaps it is about that only.
    if (count == 4)
      CAF_CHECK(std::abs(number - sum / count) <= 1 + number / 500);
  }
  put(700s, 1);
  CAF_CHECK(there().rbegin()->first == 700);
}

CAF_TEST(after a coarser step a finer one begins where its chunk ends) {
  how.step = 2s;
  for (auto at = 0s; at < 100s; at += 1s)
    put(at, 1);
  how.step = 1s;
  for (auto at = 100s; at < 300s; at += 1s)
    put(at, 2);
  const auto found = there();
  CAF_CHECK_EQUAL(found.size(), 60u + 180u);
  CAF_CHECK_EQUAL(found.count(119), 0u);
  CAF_CHECK_EQUAL(found.count(121), 1u);
}

CAF_TEST(without a bridge a place left out stays so) {
  how.bridge = false;
  put(0s, 1);
  put(2s, 5);
  CAF_CHECK(there() == (numbers{{0, 1}, {2, 5}}));
}

CAF_TEST(a bridge does not reach over a gap between chunks) {
  put(0s, 1);
  put(58s, 2);
  put(180s, 3); // the chunk before ends elsewhere
  put(182s, 4);
  CAF_CHECK(there() == (numbers{{0, 1}, {58, 2}, {180, 3}, {181, 4}, {182, 4}}));
}

CAF_TEST(chunks go when their end is so far back) {
  how.keep = 60s;
  put(0s, 1);
  put(60s, 2);
  put(119s, 3);
  CAF_CHECK_EQUAL(there().count(0), 1u);
  put(120s, 4); // the first chunk ended 60 s ago
  CAF_CHECK_EQUAL(there().count(0), 0u);
  CAF_CHECK_EQUAL(there().count(60), 1u);
}

CAF_TEST(a line begins and ends where it is asked to) {
  how.step = 10s;
  put(0s, 1);
  put(10s, 2);
  put(600s, 3);
  CAF_CHECK(there(0s, 10s) == (numbers{{0, 1}}));
  CAF_CHECK(there(1s, 11s) == (numbers{{10, 2}}));
  CAF_CHECK(there(10s, 600s) == (numbers{{10, 2}}));
  CAF_CHECK(there(10s, 601s) == (numbers{{10, 2}, {600, 3}}));
}

CAF_TEST(setting the clock back to the beginning of a chunk keeps the chunks before) {
  put(0s, 1);
  put(60s, 2);
  put(61s, 3);
  put(120s, 4);
  put(60s, 5);
  CAF_CHECK(there() == (numbers{{0, 1}, {60, 5}}));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_ring_test
