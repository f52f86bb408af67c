#define CAF_SUITE fleet.hub_directory
#include "fleet/authority.hpp"
#include "fleet/hub_directory.hpp"
#include "fleet/private_file.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::fleet::hub_directory_test {

using namespace std::chrono_literals;

namespace {

const auto now = *model::parse_rfc3339("2026-11-22T10:00:00Z");

struct fixture {
  tests::scratch_directory scratch;
  const std::string path = scratch / "hub";

  model::fleet_member member(const std::string& name) {
    model::fleet_member made;
    made.name = name;
    made.public_key = make_key_pair()->public_key;
    made.invited_at = now;
    return made;
  }

  std::string text(const std::string& name) { return *read_private_file(path + '/' + name); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(hub_directory_tests, fixture)

CAF_TEST(what a hub is known by is made once) {
  const auto first = hub_directory::open(path, now);
  CAF_REQUIRE(first.has_value());
  const auto second = hub_directory::open(path, now + 24h);
  CAF_REQUIRE(second.has_value());
  CAF_CHECK_EQUAL(first->authority(), second->authority());
  CAF_CHECK_EQUAL(first->hub_key().seed, second->hub_key().seed);
}

CAF_TEST(the address of the hub that ran last is there for invitations) {
  const auto hub = hub_directory::open(path, now);
  CAF_REQUIRE(hub.has_value());
  CAF_CHECK_EQUAL(hub->read_address(), "");
  CAF_REQUIRE(hub->write_address("hub.example:4300").has_value());
  CAF_CHECK_EQUAL(hub_directory::open(path, now)->read_address(), "hub.example:4300");
}

CAF_TEST(only the owner may read any of it) {
  CAF_REQUIRE(hub_directory::open(path, now).has_value());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{path}) {
    struct stat about {};
    CAF_REQUIRE_EQUAL(::stat(entry.path().c_str(), &about), 0);
    CAF_CHECK_EQUAL(about.st_mode & 077U, 0U);
    ++files;
  }
  CAF_CHECK(files >= 5u);
  struct stat about {};
  CAF_REQUIRE_EQUAL(::stat(path.c_str(), &about), 0);
  CAF_CHECK_EQUAL(about.st_mode & 077U, 0U);
}

CAF_TEST(commands change the roster one after the other) {
  auto directory = hub_directory::open(path, now);
  CAF_REQUIRE(directory.has_value());
  CAF_CHECK(directory->read_roster()->members().empty());
  const auto invite = [&](const std::string& name) {
    return directory->change_roster([&](auto& roster) { return roster.invite(member(name)); });
  };
  CAF_CHECK(invite("a").has_value());
  CAF_CHECK(invite("b").has_value());
  CAF_CHECK(!invite("a").has_value());
  CAF_CHECK_EQUAL(hub_directory::open(path, now)->read_roster()->members().size(), 2u);
}

CAF_TEST(a roster of two thousand hosts is read back) {
  auto directory = hub_directory::open(path, now);
  CAF_REQUIRE(directory.has_value());
  const auto key = make_key_pair()->public_key;
  CAF_REQUIRE(directory
                  ->change_roster([&](auto& roster) {
                    for (int i = 0; i < 2000; ++i) {
                      auto host = member("host-" + std::to_string(i));
                      host.public_key = key;
                      if (const auto taken = roster.invite(host); !taken)
                        return model::expected<bool>{taken.error()};
                    }
                    return model::expected<bool>{true};
                  })
                  .has_value());
  CAF_CHECK_EQUAL(directory->read_roster()->members().size(), 2000u);
  CAF_CHECK(*directory->write_configuration("127.0.0.1", 4222, *directory->read_roster()));
  CAF_CHECK(!*directory->write_configuration("127.0.0.1", 4222, *directory->read_roster()));
}

CAF_TEST(files that root writes belong to the user of the directory) {
  if (::geteuid() != 0)
    return;
  CAF_REQUIRE(hub_directory::open(path, now).has_value());
  constexpr uid_t other = 12'345;
  CAF_REQUIRE_EQUAL(::chown(path.c_str(), other, other), 0);
  CAF_REQUIRE(hub_directory::open(path, now)
                  ->change_roster([&](auto& roster) { return roster.invite(member("a")); })
                  .has_value());
  struct stat about {};
  CAF_REQUIRE_EQUAL(::stat((path + "/hosts.json").c_str(), &about), 0);
  CAF_CHECK_EQUAL(about.st_uid, other);
}

CAF_TEST(a damaged roster is an error and not an empty fleet) {
  auto directory = hub_directory::open(path, now);
  CAF_REQUIRE(write_private_file(directory->roster_path(), "{").has_value());
  CAF_CHECK(directory->read_roster().error().code == model::failure_code::malformed);
  CAF_CHECK(!hub_directory::open(path, now).has_value());
}

CAF_TEST(the configuration is written where it changed) {
  auto directory = hub_directory::open(path, now);
  model::fleet_roster roster;
  CAF_CHECK(*directory->write_configuration("127.0.0.1", 4222, roster));
  CAF_CHECK(!*directory->write_configuration("127.0.0.1", 4222, roster));
  CAF_REQUIRE(roster.invite(member("a")).has_value());
  CAF_CHECK(*directory->write_configuration("127.0.0.1", 4222, roster));
}

CAF_TEST(the certificate of the server is renewed in time and the authority is not ) {
  auto directory = hub_directory::open(path, now);
  CAF_REQUIRE(directory.has_value());
  const auto authority = text("authority.pem");
  const auto before = text("server.pem");
  CAF_CHECK(!*directory->renew_certificate(now + 24h * 200));
  CAF_CHECK_EQUAL(text("server.pem"), before);
  const auto late = now + 24h * 300;
  CAF_CHECK(*directory->renew_certificate(late));
  CAF_CHECK_NOT_EQUAL(text("server.pem"), before);
  CAF_CHECK(*end_of_certificate(text("server.pem")) - late > 24h * 390);
  CAF_CHECK_EQUAL(text("authority.pem"), authority);
  CAF_CHECK(*end_of_certificate(authority) - now > 24h * 365 * 29);
}

CAF_TEST(an alarm is due 30 days before a certificate expires) {
  auto directory = hub_directory::open(path, now);
  CAF_REQUIRE(directory.has_value());
  CAF_CHECK_EQUAL(directory->expiry_problem(now), "");
  const auto server_end = *end_of_certificate(text("server.pem"));
  CAF_CHECK_EQUAL(directory->expiry_problem(server_end - 24h * 31), "");
  CAF_CHECK(
      directory->expiry_problem(server_end - 24h * 29).find("nats-server expires on")
      != std::string::npos);
  CAF_CHECK(
      directory->expiry_problem(server_end).find("nats-server expired on") != std::string::npos);
  CAF_REQUIRE(*directory->renew_certificate(server_end));
  CAF_CHECK_EQUAL(directory->expiry_problem(server_end), "");
  const auto authority_end = *end_of_certificate(text("authority.pem"));
  CAF_CHECK(
      directory->expiry_problem(authority_end - 24h * 29).find("authority expires on")
      != std::string::npos);
}

CAF_TEST(a certificate that is valid beyond 2262 has not expired) {
  // openssl req -x509 -days 100000
  const auto end =
      end_of_certificate("-----BEGIN CERTIFICATE-----\n"
                         "MIIBfzCCASWgAwIBAgIUOwCI6aZLJ9mHanFktg3rTzW/GsIwCgYIKoZIzj0EAwIw\n"
                         "FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEzMDE4Mjc0NVoYDzIzMDAwOTE1\n"
                         "MTgyNzQ1WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO\n"
                         "PQMBBwNCAARuE+jY8AHtWXdmHv9CGFPyRBSKD30iC8TX8jNv+lTN4VsMViLsFFqo\n"
                         "tvym6KoSVazFAySxHUyDzkto6M9vvB5go1MwUTAdBgNVHQ4EFgQUGXxr4V3ApCup\n"
                         "2pDkd85ZuliRJ0wwHwYDVR0jBBgwFoAUGXxr4V3ApCup2pDkd85ZuliRJ0wwDwYD\n"
                         "VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAcIe7DYNNMdAWkOziZcdxP\n"
                         "P1mclHzd3uJLSv2uRqGqpAIhAJTZdkR2cZmkY0kL8NzkuqJDrPMif9DdXIdHRS2P\n"
                         "UA2Y\n"
                         "-----END CERTIFICATE-----\n");
  CAF_REQUIRE(end.has_value());
  CAF_CHECK(*end == model::engine_time::max());
}

CAF_TEST(a secret that others can read is refused) {
  CAF_REQUIRE(write_private_file(scratch / "secret", "text").has_value());
  CAF_CHECK_EQUAL(*read_private_file(scratch / "secret"), "text");
  std::filesystem::permissions(
      scratch / "secret", std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  const auto read = read_private_file(scratch / "secret");
  CAF_REQUIRE(!read.has_value());
  CAF_CHECK(read.error().message.find("chmod 600") != std::string::npos);
  CAF_CHECK(!read_private_file(scratch / "missing").has_value());
}

CAF_TEST(a pipe without a writer is no file with a secret) {
  CAF_REQUIRE_EQUAL(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  for (const auto& other : {scratch / "pipe", scratch / "."}) {
    const auto read = read_private_file(other);
    CAF_REQUIRE(!read.has_value());
    CAF_CHECK_EQUAL(read.error().message, other + ": is not a regular file");
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::fleet::hub_directory_test
