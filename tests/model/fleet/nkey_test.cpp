#define CAF_SUITE model.nkey
#include "model/fleet/nkey.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::nkey_test {

namespace {

/// The example pair of the documentation of NATS.
const std::string seed_text = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
const std::string public_text = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

} // namespace

CAF_TEST(the checksum is that of XMODEM) {
  constexpr std::uint16_t known = 0x31c3; // the check value of the catalogue of CRCs
  CAF_CHECK_EQUAL(crc16_xmodem("123456789"), known);
}

CAF_TEST(the keys of the documentation of NATS are read and written) {
  const auto seed = parse_nkey_seed(seed_text);
  CAF_REQUIRE(seed.has_value());
  CAF_CHECK_EQUAL(static_cast<unsigned>(seed->front()), 0x29U);
  CAF_CHECK_EQUAL(nkey_seed_text(*seed), seed_text);
  const auto key = parse_nkey_public(public_text);
  CAF_REQUIRE(key.has_value());
  CAF_CHECK_EQUAL(static_cast<unsigned>(key->front()), 0xefU);
  CAF_CHECK_EQUAL(nkey_public_text(*key), public_text);
}

CAF_TEST(a damaged key is refused) {
  for (std::size_t i = 0; i < seed_text.size(); ++i) {
    auto damaged = seed_text;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    CAF_CHECK(!parse_nkey_seed(damaged));
  }
  CAF_CHECK(!parse_nkey_seed(seed_text.substr(1)));
  CAF_CHECK(!parse_nkey_seed(seed_text + "A"));
  CAF_CHECK(!parse_nkey_seed(""));
  CAF_CHECK(!parse_nkey_seed("su1"));
}

CAF_TEST(one kind of key is not taken for the other) {
  CAF_CHECK(!parse_nkey_seed(public_text));
  CAF_CHECK(!parse_nkey_public(seed_text));
  std::string account = public_text;
  account[0] = 'A';
  CAF_CHECK(!parse_nkey_public(account));
}

} // namespace docker_monitor::model::nkey_test
