#define CAF_SUITE model.history_value
#include "model/history/history_row.hpp"
#include "model/history/history_value.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>

namespace history_value_test {

using namespace docker_monitor::model;

CAF_TEST(a number is wrong by less than a thousandth) {
  for (double number = 0.01; number < 1e16; number *= 1.00013) {
    const auto error = std::abs(decode_value(encode_value(number)) - number) / number;
    if (error > 0.0005)
      CAF_FAIL("error " << error << " of " << number);
  }
  for (double number = 1; number <= 2048; ++number)
    CAF_REQUIRE_EQUAL(decode_value(encode_value(number)), number);
}

CAF_TEST(codes are in the order of their numbers) {
  for (unsigned code = 1; code < unknown_value; ++code) {
    const auto number = decode_value(static_cast<history_value>(code));
    CAF_REQUIRE(number > decode_value(static_cast<history_value>(code - 1)));
    CAF_REQUIRE_EQUAL(encode_value(number), code);
  }
}

CAF_TEST(nothing is nothing and what is too much is the most) {
  CAF_CHECK_EQUAL(encode_value(0.0), 0);
  CAF_CHECK_EQUAL(encode_value(-0.0), 0);
  CAF_CHECK_EQUAL(decode_value(0), 0.0);
  CAF_CHECK_EQUAL(encode_value(1e-9), 0);
  const auto most = encode_value(1e300);
  CAF_CHECK(most != unknown_value);
  CAF_CHECK_EQUAL(encode_value(std::numeric_limits<double>::infinity()), most);
  CAF_CHECK(decode_value(most) > 1e15);
}

CAF_TEST(what is unknown stays so) {
  CAF_CHECK_EQUAL(encode_value(-1.0), unknown_value);
  CAF_CHECK_EQUAL(encode_value(std::numeric_limits<double>::quiet_NaN()), unknown_value);
  CAF_CHECK_EQUAL(encode_value(std::optional<double>{}), unknown_value);
}

CAF_TEST(a sample gives a value of each series) {
  sample s;
  s.cpu_percent = 12.5;
  s.memory_working_set_bytes = 1024;
  s.interfaces = {{100.0, {}}, {28.0, {}}};
  s.block_write_bytes_per_second = 0;
  s.now.pids = 7;
  const auto row = history_row_of(s);
  const auto value = [&](history_series of) { return row[static_cast<std::size_t>(of)]; };
  CAF_CHECK_EQUAL(decode_value(value(history_series::cpu)), 12.5);
  CAF_CHECK_EQUAL(decode_value(value(history_series::memory)), 1024);
  CAF_CHECK_EQUAL(value(history_series::memory_percent), unknown_value);
  CAF_CHECK_EQUAL(decode_value(value(history_series::network_received)), 128);
  CAF_CHECK_EQUAL(value(history_series::network_sent), unknown_value);
  CAF_CHECK_EQUAL(value(history_series::block_read), unknown_value);
  CAF_CHECK_EQUAL(value(history_series::block_written), 0);
  CAF_CHECK_EQUAL(decode_value(value(history_series::pids)), 7);
}

CAF_TEST(a sample of the host gives a value of each series that only it has) {
  sample s;
  s.cpu_percent = 12.5;
  CAF_CHECK(host_row_of(s) == unknown_row());
  const auto value = [&](history_series of) {
    CAF_CHECK(row_kind_of(of) == history_row_kind::host);
    return host_row_of(s)[column_of(of)];
  };
  s.now.load = {150, 0, 75};
  CAF_CHECK_EQUAL(decode_value(value(history_series::load_one_minute)), 1.5);
  CAF_CHECK_EQUAL(value(history_series::load_five_minutes), 0);
  CAF_CHECK_EQUAL(decode_value(value(history_series::load_fifteen_minutes)), 0.75);
  CAF_CHECK_EQUAL(value(history_series::cpu_waiting), unknown_value);
  s.host_pressure = std::make_shared<const pressure_percentages>(
      pressure_percentages{50, 25, std::nullopt, 12.5, 0});
  CAF_CHECK_EQUAL(decode_value(value(history_series::cpu_waiting)), 50);
  CAF_CHECK_EQUAL(decode_value(value(history_series::memory_waiting)), 25);
  CAF_CHECK_EQUAL(value(history_series::memory_stalled), unknown_value);
  CAF_CHECK_EQUAL(decode_value(value(history_series::block_waiting)), 12.5);
  CAF_CHECK_EQUAL(value(history_series::block_stalled), 0);
}

CAF_TEST(series have names of their own and are found by them) {
  for (std::size_t i = 0; i < all_history_series_count; ++i) {
    const auto series = static_cast<history_series>(i);
    CAF_CHECK(parse_history_series(to_string(series)) == series);
    CAF_CHECK_EQUAL(static_cast<std::size_t>(row_kind_of(series)), i / history_series_count);
    CAF_CHECK_EQUAL(column_of(series), i % history_series_count);
  }
  CAF_CHECK(parse_history_series("load.oneMinute") == history_series::load_one_minute);
  CAF_CHECK(!parse_history_series("load"));
}

CAF_TEST(each history has the series of its owner) {
  using enum history_series;
  const auto kept = [](history_owner owner) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < all_history_series_count; ++i)
      count += is_kept(static_cast<history_series>(i), owner) ? 1 : 0;
    return count;
  };
  CAF_CHECK_EQUAL(kept(history_owner::container), 8u);
  CAF_CHECK_EQUAL(kept(history_owner::host), 16u);
  CAF_CHECK_EQUAL(kept(history_owner::fleet_host), 11u);
  for (const auto series : {load_one_minute, block_stalled}) {
    CAF_CHECK(is_kept(series, history_owner::host));
    CAF_CHECK(!is_kept(series, history_owner::container));
    CAF_CHECK(!is_kept(series, history_owner::fleet_host));
  }
  for (const auto series : {containers_running, containers_unhealthy}) {
    CAF_CHECK(is_kept(series, history_owner::fleet_host));
    CAF_CHECK(!is_kept(series, history_owner::container));
    CAF_CHECK(!is_kept(series, history_owner::host));
  }
  CAF_CHECK(is_kept(cpu, history_owner::fleet_host));
  CAF_CHECK(!is_kept(pids, history_owner::fleet_host));
}

CAF_TEST(rows are summed up as one by one) {
  std::minstd_rand random{7};
  for (int round = 0; round < 200; ++round) {
    std::vector<history_row> rows(random() % 16);
    for (auto& row : rows)
      for (auto& value : row)
        value = random() % 4 == 0 ? unknown_value : encode_value(random() % 5000 / 7.0);
    const auto all = summarize(rows);
    for (std::size_t i = 0; i < history_series_count; ++i) {
      double sum = 0;
      unsigned count = 0;
      auto least = unknown_value;
      history_value most = 0;
      for (const auto& row : rows)
        if (row[i] != unknown_value) {
          sum += decode_value(row[i]);
          ++count;
          least = std::min(least, row[i]);
          most = std::max(most, row[i]);
        }
      CAF_REQUIRE_EQUAL(all.least[i], least);
      CAF_REQUIRE_EQUAL(all.most[i], count == 0 ? unknown_value : most);
      if (count == 0)
        CAF_REQUIRE_EQUAL(all.average[i], unknown_value);
      else
        CAF_REQUIRE(std::abs(decode_value(all.average[i]) - sum / count) <= sum / count / 1000);
    }
  }
}

CAF_TEST(summaries of parts are merged to that of all) {
  std::minstd_rand random{9};
  std::vector<history_row> rows(15);
  for (auto& row : rows)
    row.fill(encode_value(random() % 5000 / 7.0));
  const std::span<const history_row> all{rows};
  const auto whole = summarize(all);
  const auto merged = merge(summarize(all.first(4)), 4, summarize(all.last(11)), 11);
  CAF_CHECK_EQUAL(merged.least[0], whole.least[0]);
  CAF_CHECK_EQUAL(merged.most[0], whole.most[0]);
  CAF_CHECK(std::abs(merged.average[0] - whole.average[0]) <= 1);
  CAF_CHECK(merge({}, 0, whole, 15) == whole);
  CAF_CHECK(merge(whole, 15, {}, 0) == whole);
}

CAF_TEST(the traffic of interfaces is added up) {
  sample s;
  s.interfaces = {{100.0, 5.0}, {28.0, 7.0}, {}};
  const auto row = history_row_of(s);
  const auto value = [&](history_series of) { return row[static_cast<std::size_t>(of)]; };
  CAF_CHECK_EQUAL(decode_value(value(history_series::network_received)), 128);
  CAF_CHECK_EQUAL(decode_value(value(history_series::network_sent)), 12);
}

CAF_TEST(means weigh by readings and leave what is unknown out) {
  const auto both = [](double a, unsigned n, double b, unsigned m) {
    history_row x{};
    history_row y{};
    x.fill(encode_value(a));
    y.fill(encode_value(b));
    return decode_value(mean(x, n, y, m)[0]);
  };
  CAF_CHECK_EQUAL(both(4, 3, 8, 1), 5);
  CAF_CHECK_EQUAL(both(4, 1, 8, 1), 6);
  CAF_CHECK_EQUAL(both(4, 1, -1, 5), 4);
  CAF_CHECK_EQUAL(both(-1, 1, 8, 5), 8);
  CAF_CHECK_EQUAL(both(7, 0, 7, 0), 7);
}

} // namespace history_value_test
