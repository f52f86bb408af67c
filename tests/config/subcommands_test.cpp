#define CAF_SUITE config.subcommands
#include "config/options.hpp"
#include "tests/config/options_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace subcommands_test {

using namespace docker_monitor::config;
using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

using fixture = docker_monitor::tests::options_fixture;
using list = std::vector<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(subcommands_tests, fixture)

CAF_TEST(top has options and a help of its own) {
  const auto plain = parse({"top"});
  CAF_REQUIRE(plain);
  CAF_CHECK(plain->what == invocation::command::top);
  CAF_CHECK(plain->top.url.empty());
  CAF_CHECK(!plain->top.once && !plain->top.all && !plain->top.json);
  CAF_CHECK(plain->top.sort.empty());
  variables["DOCKER_MONITOR_LISTEN"] = "127.0.0.1:5001,unix:/x";
  const auto once = parse(
      {"top", "--once", "--format", "json", "--all", "--url", "unix:/run/m", "--token-file", "t"});
  CAF_REQUIRE(once);
  CAF_CHECK(once->top.once && once->top.all && once->top.json);
  CAF_CHECK_EQUAL(once->top.url, "unix:/run/m");
  CAF_CHECK_EQUAL(once->options.token_file, "t");
  CAF_CHECK_EQUAL(once->options.listen.front(), "127.0.0.1:5001");
  const auto sorted = parse({"top", "--sort", "memory"});
  CAF_REQUIRE(sorted);
  CAF_CHECK_EQUAL(sorted->top.sort, "memory");
  CAF_CHECK(bad({"top", "--sort", "size"}).find("--sort") != std::string::npos);
  CAF_CHECK(bad({"top", "--format", "json"}).find("--once") != std::string::npos);
  CAF_CHECK(bad({"top", "--once", "--format", "xml"}).find("--format") != std::string::npos);
  const auto help = parse({"top", "--help"});
  CAF_REQUIRE(help);
  CAF_CHECK(help->what == invocation::command::print);
  CAF_CHECK(help->text.find("--url") != std::string::npos);
  CAF_CHECK(help->text.find("--sink") == std::string::npos);
}

CAF_TEST(a silence is asked for on the command line only) {
  const auto added = parse(
      {"silence", "add", "--include", "name=web-*", "--exclude=name=web-2", "--for", "2h",
       "--comment", "new disk"});
  CAF_REQUIRE(added);
  CAF_CHECK(added->what == invocation::command::silence);
  CAF_CHECK_EQUAL(added->control.action, "add");
  CAF_REQUIRE_EQUAL(added->control.include.size(), 1u);
  CAF_CHECK_EQUAL(added->control.include[0], "name=web-*");
  CAF_REQUIRE_EQUAL(added->control.exclude.size(), 1u);
  CAF_CHECK(added->control.lasts == 2h);
  CAF_CHECK_EQUAL(added->control.comment, "new disk");
  const auto ended = parse({"silence", "end", "1f0c9a3e"});
  CAF_REQUIRE(ended);
  CAF_CHECK_EQUAL(ended->control.id, "1f0c9a3e");
  CAF_CHECK(parse({"silence", "list"})->control.action == "list");
  const auto taken = parse({"ack", "some-id", "--data-dir", "/d"});
  CAF_REQUIRE(taken);
  CAF_CHECK(taken->what == invocation::command::ack);
  CAF_CHECK_EQUAL(taken->control.id, "some-id");
  CAF_CHECK_EQUAL(taken->options.data_dir, "/d");
}

CAF_TEST(a sink is tested by its url) {
  const auto asked = parse({"sink", "test", "log:"});
  CAF_REQUIRE(asked);
  CAF_CHECK(asked->what == invocation::command::sink);
  CAF_CHECK_EQUAL(asked->sink, "log:");
  CAF_CHECK(parse({"sink"}).error().message.find("test") != std::string::npos);
  CAF_CHECK(
      parse({"sink", "try", "log:"}).error().message.find("expected test") != std::string::npos);
  CAF_CHECK(parse({"sink", "test"}).error().message.find("needs the URL") != std::string::npos);
}

CAF_TEST(a silence that says too little is refused) {
  const auto problem = [this](const std::vector<std::string>& arguments) {
    const auto made = parse(arguments);
    return made ? std::string{} : made.error().message;
  };
  CAF_CHECK(problem({"silence"}).find("add|list|end") != std::string::npos);
  CAF_CHECK(problem({"silence", "mute"}).find("expected add, list or end") != std::string::npos);
  CAF_CHECK(problem({"silence", "add", "--for", "1h"}).find("--include") != std::string::npos);
  CAF_CHECK(problem({"silence", "add", "--include", "name=a"}).find("--for") != std::string::npos);
  CAF_CHECK(problem({"silence", "end"}).find("needs the ID") != std::string::npos);
  CAF_CHECK(problem({"silence", "list", "x"}).find("too many") != std::string::npos);
  CAF_CHECK(problem({"ack"}).find("ALARM-ID") != std::string::npos);
  CAF_CHECK(problem({"--for", "1h"}).find("docker-monitor silence") != std::string::npos);
}

CAF_TEST(a hub runs or manages its hosts) {
  const auto runs = parse({"hub", "--fleet-listen", "10.0.0.1:4223"});
  CAF_REQUIRE(runs);
  CAF_CHECK(runs->what == invocation::command::hub);
  CAF_CHECK_EQUAL(runs->hub.action, "");
  CAF_CHECK_EQUAL(runs->options.fleet_listen, "10.0.0.1:4223");
  const auto invites = parse({"hub", "invite", "a", "--output", "a.fleet", "--group", "shop"});
  CAF_REQUIRE(invites);
  CAF_CHECK_EQUAL(invites->hub.action, "invite");
  CAF_CHECK_EQUAL(invites->hub.name, "a");
  CAF_CHECK_EQUAL(invites->hub.output, "a.fleet");
  CAF_CHECK_EQUAL(invites->hub.group, "shop");
  CAF_CHECK(parse({"hub", "invite", "--from", "names", "--output", "files"}).has_value());
  CAF_CHECK(parse({"hub", "hosts"}).has_value());
  CAF_CHECK(parse({"hub", "revoke", "a"}).has_value());
  CAF_CHECK_EQUAL(parse({})->options.fleet_listen, "0.0.0.0:4222");
}

CAF_TEST(a command of a hub that says too little is refused) {
  const auto problem = [this](const std::vector<std::string>& arguments) {
    const auto made = parse(arguments);
    return made ? std::string{} : made.error().message;
  };
  CAF_CHECK(problem({"hub", "expel", "a"}).find("expected invite") != std::string::npos);
  CAF_CHECK(problem({"hub", "invite", "a"}).find("--output") != std::string::npos);
  CAF_CHECK(problem({"hub", "invite", "--output", "f"}).find("NAME") != std::string::npos);
  CAF_CHECK(problem({"hub", "revoke"}).find("NAME") != std::string::npos);
  CAF_CHECK(problem({"hub", "hosts", "a"}).find("too many") != std::string::npos);
  CAF_CHECK(problem({"hub", "hosts", "--output", "f"}).find("invite") != std::string::npos);
  CAF_CHECK(problem({"--output", "f"}).find("docker-monitor hub") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace subcommands_test
