#define CAF_SUITE app.hub_commands
#include "app/fleet/hub_commands.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace docker_monitor::app::hub_commands_test {

namespace {

const std::string key = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

} // namespace

CAF_TEST(the table of hosts has one line for each and no control characters) {
  const auto roster = model::parse_roster(
      R"({"version":1,"hosts":[{"name":"north","nkey":")" + key
      + R"(","invitedAt":"2026-11-21T12:00:00Z",)"
        R"("group":"a\nb\u001b[31m\u202e"}]})");
  if (!roster)
    CAF_FAIL(roster.error().message);
  const auto table = hosts_table(*roster);
  CAF_CHECK_EQUAL(
      table, "NAME   GROUP               STATE    INVITED                   KEY\n"
             "north  a\\nb\\x1b[31m\\u202e  invited  2026-11-21T12:00:00.000Z  "
                 + key + '\n');
}

CAF_TEST(a group that is no valid text does not end the program) {
  model::fleet_roster roster;
  model::fleet_member member;
  member.name = "north";
  member.group = "\xff";
  member.public_key = key;
  if (const auto done = roster.invite(member); !done)
    CAF_FAIL(done.error().message);
  CAF_CHECK(to_text(roster).find("\uFFFD") != std::string::npos);
}

} // namespace docker_monitor::app::hub_commands_test
