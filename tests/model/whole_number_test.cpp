#define CAF_SUITE model.whole_number
#include "model/whole_number.hpp"

#include <caf/test/unit_test.hpp>

namespace whole_number_test {

using docker_monitor::model::whole_number;

CAF_TEST(only a text that is a number as a whole is one) {
  CAF_CHECK(whole_number("42") == 42u);
  CAF_CHECK(whole_number<int>("-42") == -42);
  CAF_CHECK(whole_number<double>("1.5") == 1.5);
  for (const auto* text : {"", " 42", "42 ", "42s", "+42", "0x2a", "-42"})
    CAF_CHECK(!whole_number(text));
}

CAF_TEST(a number beyond its type is none) {
  CAF_CHECK(whole_number<std::uint16_t>("65535") == 65535);
  CAF_CHECK(!whole_number<std::uint16_t>("65536"));
  CAF_CHECK(!whole_number("18446744073709551616"));
}

} // namespace whole_number_test
