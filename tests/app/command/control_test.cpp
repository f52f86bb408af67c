#define CAF_SUITE app.control
#include "app/command/control.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace docker_monitor::app::control_test {

using json = nlohmann::ordered_json;

namespace {

bool is_refused(const json& silence) {
  try {
    silence_line(silence);
  } catch (const json::exception&) {
    return true;
  }
  return false;
}

} // namespace

CAF_TEST(a silence is one line with who and until when) {
  const json silence{
      {"id", "12345678"},
      {"include", {"name=web-*", "image=a"}},
      {"exclude", {"name=web-9"}},
      {"beginsAt", "2026-11-21T12:00:00.000Z"},
      {"endsAt", "2026-11-21T13:00:00.000Z"},
      {"by", "alice"},
      {"comment", "new disk"}};
  CAF_CHECK_EQUAL(
      silence_line(silence),
      "12345678  until 2026-11-21T13:00:00.000Z  name=web-* image=a but not name=web-9  by alice  "
      "(new disk)\n");
}

CAF_TEST(no text of an operator controls the terminal) {
  const std::string odd = "a\nb\033[31m\u202e";
  const std::string safe = "a\\nb\\x1b[31m\\u202e";
  const json silence{{"id", odd},        {"include", {odd, "\xff"}},
                     {"exclude", {odd}}, {"endsAt", odd},
                     {"by", odd},        {"comment", odd}};
  CAF_CHECK_EQUAL(
      silence_line(silence), safe + "  until " + safe + "  " + safe + " \uFFFD but not " + safe
                                 + "  by " + safe + "  (" + safe + ")\n");
}

CAF_TEST(a silence without its members is none) {
  CAF_CHECK(is_refused(json::object()));
  CAF_CHECK(is_refused(json{{"id", 1}}));
}

} // namespace docker_monitor::app::control_test
