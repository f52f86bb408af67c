#define CAF_SUITE model.fleet_files
#include "model/fleet/fleet_file.hpp"
#include "model/fleet/roster.hpp"
#include "model/fleet/server_configuration.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::fleet_files_test {

namespace {

const std::string seed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
const std::string key = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

fleet_file some_file() {
  return {"host-a", "hub.example:4222", "-----BEGIN CERTIFICATE-----\nMA==\n", "hub", seed, true};
}

fleet_member member(const std::string& name) {
  fleet_member made;
  made.name = name;
  made.public_key = key;
  made.invited_at = *parse_rfc3339("2026-11-22T10:28:23.123Z");
  return made;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(a fleet file is read as it is written) {
  const auto read = parse_fleet_file(to_text(some_file()));
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(*read == some_file());
}

CAF_TEST(a fleet file of a later minor version is read) {
  auto text = to_text(some_file());
  text.insert(1, "\"region\":\"north\",");
  CAF_CHECK(parse_fleet_file(text).has_value());
}

CAF_TEST(a damaged fleet file is refused without showing what is in it) {
  auto damaged = some_file();
  damaged.seed[9] = damaged.seed[9] == 'A' ? 'B' : 'A';
  auto nameless = some_file();
  nameless.host = "a.b";
  auto nowhere = some_file();
  nowhere.address.clear();
  const auto half = to_text(some_file());
  for (const auto& text :
       {std::string{}, std::string{"[]"}, half.substr(0, half.size() - 20), to_text(damaged),
        to_text(nameless), to_text(nowhere), std::string{R"({"version":2})"}}) {
    const auto read = parse_fleet_file(text);
    CAF_REQUIRE(!read.has_value());
    CAF_CHECK(read.error().code == failure_code::bad_option);
    CAF_CHECK(!holds(read.error().message, seed.substr(0, 8)));
  }
}

CAF_TEST(hosts are invited and revoked and removed) {
  fleet_roster roster;
  CAF_CHECK(roster.invite(member("b")).has_value());
  CAF_CHECK(roster.invite(member("a")).has_value());
  CAF_CHECK(!roster.invite(member("a")).has_value());
  CAF_CHECK(!roster.invite(member("no host")).has_value());
  CAF_CHECK(roster.revoke("a").has_value());
  CAF_CHECK(roster.find("a")->revoked);
  CAF_CHECK(roster.invite(member("a")).has_value());
  CAF_CHECK(!roster.find("a")->revoked);
  CAF_CHECK_EQUAL(roster.members().front().name, "a");
  CAF_CHECK(roster.remove("a").has_value());
  CAF_CHECK(roster.find("a") == nullptr);
  CAF_CHECK(roster.revoke("a").error().code == failure_code::not_found);
  CAF_CHECK(roster.remove("a").error().code == failure_code::not_found);
  CAF_REQUIRE(roster.invite(member("web-1")).has_value());
  CAF_CHECK_EQUAL(
      roster.revoke("web1").error().message,
      "no host was invited as \"web1\"; did you mean \"web-1\"?");
  CAF_CHECK_EQUAL(roster.remove("xyzzy").error().message, "no host was invited as \"xyzzy\"");
}

CAF_TEST(the roster is read as it is written) {
  fleet_roster roster;
  auto grouped = member("a");
  grouped.group = "shop";
  CAF_REQUIRE(roster.invite(grouped).has_value());
  CAF_REQUIRE(roster.invite(member("b")).has_value());
  CAF_REQUIRE(roster.revoke("b").has_value());
  const auto read = parse_roster(to_text(roster));
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(*read == roster);
  CAF_CHECK(!parse_roster("{}").has_value());
  CAF_CHECK(!parse_roster(R"({"hosts":[{"name":"a"}]})").has_value());
}

CAF_TEST(the server lets each host write to its own subjects only) {
  const auto entry = user_entry(member("a"));
  CAF_CHECK_EQUAL(
      entry,
      R"({nkey: ")" + key
          + R"(", permissions: {publish: {allow: ["fleet.a.state", "fleet.a.samples", "fleet.a.alarms"]}, )"
            R"(subscribe: {allow: ["fleet.a.ask", "_INBOX.a.>"]}, )"
            R"(allow_responses: {max: 128, expires: "30s"}}})");
}

CAF_TEST(the server is told neither of revoked hosts nor of accounts) {
  fleet_roster roster;
  auto gone = member("gone");
  CAF_REQUIRE(roster.invite(gone).has_value());
  CAF_REQUIRE(roster.invite(member("here")).has_value());
  CAF_REQUIRE(roster.revoke("gone").has_value());
  const auto text =
      server_configuration({"0.0.0.0", 4222, key, "/data/a \"b\"/server.pem", "/k"}, roster);
  CAF_CHECK(holds(text, "fleet.here.state"));
  CAF_CHECK(!holds(text, "fleet.gone"));
  CAF_CHECK(holds(text, R"(cert_file: "/data/a \"b\"/server.pem")"));
  CAF_CHECK(holds(text, R"(curve_preferences: ["X25519", "CurveP256", "CurveP384"])"));
  const auto from = text.find("cipher_suites: [");
  CAF_REQUIRE(from != std::string::npos);
  const auto suites = text.substr(from, text.find(']', from) - from);
  CAF_CHECK(holds(suites, R"("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")"));
  CAF_CHECK(holds(suites, R"("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")"));
  CAF_CHECK(!holds(suites, "CBC"));
  CAF_CHECK(!holds(suites, "TLS_RSA"));
  CAF_CHECK(!holds(text, "accounts"));
  CAF_CHECK(!holds(text, "jetstream"));
}

} // namespace docker_monitor::model::fleet_files_test
