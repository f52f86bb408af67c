#define CAF_SUITE engine.api_version
#include "engine/api/api_version.hpp"

#include <caf/test/unit_test.hpp>

namespace api_version_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

namespace {

version_answer engine_with(std::string api, std::string least) {
  return {"Docker", "1", std::move(api), std::move(least)};
}

} // namespace

CAF_TEST(a version is two numbers) {
  CAF_CHECK((parse_api_version("1.41") == api_version{1, 41}));
  CAF_CHECK((api_version{1, 9} < api_version{1, 24}));
  for (const auto* text : {"", "1", "1.", ".4", "1.4x", "1.4.1", "v1.4", "1,4"})
    CAF_CHECK(!parse_api_version(text));
}

CAF_TEST(the newest that both know is spoken) {
  CAF_CHECK_EQUAL(agree(engine_with("1.41", "1.12"))->text(), "1.41");
  CAF_CHECK_EQUAL(agree(engine_with("1.99", "1.44"))->text(), newest_api.text());
  CAF_CHECK_EQUAL(agree(engine_with("1.41", ""))->text(), "1.41");
}

CAF_TEST(an engine that is too old or too new is refused with what to do) {
  const auto old = agree(engine_with("1.12", ""));
  CAF_REQUIRE(!old);
  CAF_CHECK(old.error().code == model::failure_code::version_refused);
  CAF_CHECK(old.error().message.find("update the engine") != std::string::npos);
  const auto young = agree(engine_with("1.99", "1.98"));
  CAF_REQUIRE(!young);
  CAF_CHECK(young.error().message.find("update docker-monitor") != std::string::npos);
  CAF_CHECK(!agree(engine_with("banana", "")));
}

} // namespace api_version_test
