#define CAF_SUITE model.history_series_buffer
#include "model/history/history_series_buffer.hpp"

#include <caf/test/unit_test.hpp>

namespace history_series_buffer_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_seconds start{1'795'032'000s};

struct fixture {
  history_series_buffer track{std::make_shared<const history_names>(history_names{"web", "web-1"})};
  history_series_buffer::manner how;

  void take(std::chrono::milliseconds at, double number) {
    history_row row{};
    row.fill(encode_value(number));
    track.take(start + at, row, how);
  }

  /// The windows that are finished, such as "0:15*1..15", by their places since the start.
  std::string handed_over() {
    history_batch batch;
    track.hand_over(batch);
    std::string words;
    for (const auto& window : batch.windows) {
      words += words.empty() ? "" : " ";
      words += std::to_string(static_cast<int>(window.number - window_of(start))) + ':'
               + std::to_string(window.rows) + '*'
               + std::to_string(static_cast<int>(decode_value(window.summary.least[0]))) + ".."
               + std::to_string(static_cast<int>(decode_value(window.summary.most[0])));
    }
    CAF_CHECK_EQUAL(batch.pieces.size(), batch.windows.empty() ? 0u : 1u);
    if (!batch.pieces.empty())
      CAF_CHECK_EQUAL(batch.pieces[0].count, batch.windows.size());
    return words;
  }

  std::size_t places() {
    std::size_t count = 0;
    track.ring(how).visit(start - 1h, start + 1h, [&](auto, auto, const auto&) { ++count; });
    return count;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_series_buffer_tests, fixture)

CAF_TEST(a window is finished by the first reading behind it) {
  for (int i = 0; i < 15; ++i)
    take(i * 1s, i + 1);
  CAF_CHECK_EQUAL(handed_over(), "");
  take(15s, 99);
  CAF_CHECK_EQUAL(handed_over(), "0:15*1..15");
  CAF_CHECK_EQUAL(handed_over(), "");
  CAF_CHECK_EQUAL(places(), 16u);
  CAF_CHECK(track.newest() == start + 15s);
}

CAF_TEST(a last second that jitter left out has the value of the next on disk as in memory) {
  how.ring.bridge = true;
  for (int i = 0; i < 14; ++i)
    take(i * 1s, i + 1);
  take(15s, 99);
  CAF_CHECK_EQUAL(handed_over(), "0:15*1..99");
  CAF_CHECK_EQUAL(places(), 16u);
  for (int i = 16; i < 29; ++i)
    take(i * 1s, 50);
  track.close_before(window_of(start) + 2, how);
  CAF_CHECK_EQUAL(handed_over(), "1:14*50..99");
  take(30s, 7); // late: its window was handed over, and the disk merges both
  take(33s, 8); // two seconds left out are a gap
  track.close_before(window_of(start) + 3, how);
  CAF_CHECK_EQUAL(handed_over(), "1:1*7..7 2:2*7..8");
}

CAF_TEST(the mean on disk is that of the seconds in memory) {
  how.ring.bridge = true;
  for (int i = 0; i < 15; ++i)
    if (i == 0)
      take(i * 1s + 900ms, 1000); // it fills no second before it, as there was no reading yet
    else if (i == 7)
      take(i * 1s - 100ms, 1000); // the sixth second has two readings, and the seventh none
    else
      take(i * 1s, 10 * (i + 1));
  take(15s, 1);
  double seconds = 0;
  track.ring(how).visit(
      start, start + 15s, [&](auto, auto, const auto& row) { seconds += decode_value(row[0]); });
  history_batch batch;
  track.hand_over(batch);
  const auto kept = decode_value(batch.windows.at(0).summary.average[0]);
  CAF_CHECK(kept / (seconds / 15) > 0.999);
  CAF_CHECK(kept / (seconds / 15) < 1.001);
}

CAF_TEST(a window is finished from outside where it is over) {
  take(0s, 1);
  const auto window = window_of(start);
  track.close_before(window, how);
  CAF_CHECK_EQUAL(handed_over(), "");
  track.close_before(window + 1, how);
  track.close_before(window + 2, how);
  CAF_CHECK_EQUAL(handed_over(), "0:1*1..1");
}

CAF_TEST(many readings of one window are one all the same) {
  for (int i = 0; i < 40; ++i)
    take(i * 100ms, i + 1);
  take(15s, 99);
  CAF_CHECK_EQUAL(handed_over(), "0:40*1..40");
}

CAF_TEST(a reading that is not newer is left out and a clock that was set back is not ) {
  take(100s, 1);
  take(100s, 2);
  take(95s + 1ms, 3);
  CAF_CHECK(track.newest() == start + 100s);
  take(95s, 4);
  CAF_CHECK(track.newest() == start + 95s);
  take(96s, 5);
  CAF_CHECK(track.newest() == start + 96s);
}

CAF_TEST(a seldom reading stands for the windows since the one before) {
  how.windows = 4;
  how.ring.step = 60s;
  take(0s, 1);
  take(60s, 2); // the first has none before it
  CAF_CHECK_EQUAL(handed_over(), "0:1*1..1");
  take(120s, 3);
  CAF_CHECK_EQUAL(handed_over(), "1:1*2..2 2:1*2..2 3:1*2..2 4:1*2..2");
  take(195s, 4); // five windows later
  CAF_CHECK_EQUAL(handed_over(), "5:1*3..3 6:1*3..3 7:1*3..3 8:1*3..3");
  take(300s, 5);
  CAF_CHECK_EQUAL(handed_over(), "13:1*4..4");
}

CAF_TEST(where each window has a reading none is filled) {
  take(0s, 1);
  take(30s, 2);
  take(60s, 3);
  CAF_CHECK_EQUAL(handed_over(), "0:1*1..1 2:1*2..2");
}

CAF_TEST(its size grows with what it holds) {
  const auto before = track.bytes();
  take(0s, 1);
  take(15s, 1);
  CAF_CHECK(track.bytes() > before);
  CAF_CHECK(before >= sizeof(history_series_buffer));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_series_buffer_test
