#define CAF_SUITE bench.text_table
#include "bench/report/text_table.hpp"

#include <caf/test/unit_test.hpp>

namespace text_table_test {

using namespace docker_monitor::bench;

CAF_TEST(columns are as wide as their widest cell) {
  text_table table{{"what", "µs"}};
  table.add({"a", "1"});
  table.add({"longer", "12345"});
  CAF_CHECK_EQUAL(
      table.text(), "what       µs\n"
                    "a           1\n"
                    "longer  12345\n");
}

CAF_TEST(missing cells are empty and further ones are dropped) {
  text_table table{{"a", "b"}};
  CAF_CHECK(table.empty());
  table.add({"1"});
  table.add({"2", "3", "4"});
  CAF_CHECK(!table.empty());
  CAF_CHECK_EQUAL(table.text(), "a  b\n1\n2  3\n");
}

CAF_TEST(numbers have about three digits) {
  CAF_CHECK_EQUAL(short_number(12345.6), "12346");
  CAF_CHECK_EQUAL(short_number(12.34), "12.3");
  CAF_CHECK_EQUAL(short_number(1.234), "1.23");
  CAF_CHECK_EQUAL(short_number(0.01234), "0.012");
  CAF_CHECK_EQUAL(short_number(0), "0");
  CAF_CHECK_EQUAL(short_number(-1.5), "-1.50");
}

} // namespace text_table_test
