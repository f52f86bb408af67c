#define CAF_SUITE fleet.key_pair
#include "fleet/key_pair.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::fleet::key_pair_test {

CAF_TEST(the public key of the documentation of NATS follows from its seed) {
  const auto keys = key_pair_of("SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY");
  CAF_REQUIRE(keys.has_value());
  CAF_CHECK_EQUAL(keys->public_key, "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4");
}

CAF_TEST(new keys differ and can be read back) {
  const auto one = make_key_pair();
  const auto other = make_key_pair();
  CAF_REQUIRE(one.has_value());
  CAF_REQUIRE(other.has_value());
  CAF_CHECK_NOT_EQUAL(one->seed, other->seed);
  const auto read = key_pair_of(one->seed);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->public_key, one->public_key);
}

CAF_TEST(a seed that is none is not shown) {
  const std::string damaged = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VZ";
  const auto keys = key_pair_of(damaged);
  CAF_REQUIRE(!keys.has_value());
  CAF_CHECK(keys.error().message.find("SUACSSL") == std::string::npos);
}

} // namespace docker_monitor::fleet::key_pair_test
