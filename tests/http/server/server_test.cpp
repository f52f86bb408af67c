#define CAF_SUITE http.server
#include "http/server/server.hpp"
#include "tests/http/connection_fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace docker_monitor::http::server_test {

using namespace std::chrono_literals;

namespace {

std::string get(std::string_view host) {
  return "GET /healthz HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
}

test_client connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CAF_REQUIRE_EQUAL(
      ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return test_client(descriptor);
}

test_client connect_to(const std::string& path) {
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  CAF_REQUIRE_EQUAL(
      ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return test_client(descriptor);
}

unsigned status(const test_client& client) {
  return split_responses(client.input).at(0).status;
}

struct fixture {
  fixture() {
    char name[] = "/tmp/http-test-XXXXXX";
    directory = mkdtemp(name);
  }

  ~fixture() { std::filesystem::remove_all(directory); }

  std::unique_ptr<server> make(std::vector<std::string> addresses, std::size_t per_address = 0) {
    server_options options;
    for (const auto& address : addresses)
      options.listen.push_back(*parse_listen_address(address));
    options.max_connections_per_address = per_address;
    return std::make_unique<server>(io, latest_snapshot, std::move(options));
  }

  /// Binds and serves; where the server is bound.
  static std::vector<bound_endpoint> start(server& started) {
    auto bound = started.listen();
    CAF_REQUIRE(bound.has_value());
    started.serve({});
    return *std::move(bound);
  }

  /// Runs the server until the client has an answer or its connection ends; the bound is never
  /// reached unless something is broken.
  void await(test_client& client) {
    for (int turns = 0; turns < 10'000; ++turns) {
      client.receive();
      if (client.closed || !client.input.empty())
        return;
      io.restart();
      io.run_one_for(10ms);
    }
    CAF_ERROR("no answer came");
  }

  unsigned ask(test_client client, std::string_view host) {
    client.send(get(host));
    await(client);
    return status(client);
  }

  std::string directory;
  boost::asio::io_context io;
  http::latest_snapshot latest_snapshot;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_tests, fixture)

CAF_TEST(the port the kernel chose is reported and served) {
  const auto server = make({"127.0.0.1:0"});
  const auto bound = start(*server);
  CAF_REQUIRE_EQUAL(bound.size(), 1u);
  const auto& where = bound.front();
  CAF_CHECK_EQUAL(where.address.host, "127.0.0.1");
  CAF_CHECK_NOT_EQUAL(where.address.port, 0);
  CAF_CHECK(!where.beyond_loopback);
  CAF_CHECK_EQUAL(ask(connect_to(where.address.port), "127.0.0.1"), 200u);
  CAF_CHECK_EQUAL(ask(connect_to(where.address.port), "192.0.2.1"), 421u);
  CAF_CHECK_EQUAL(ask(connect_to(where.address.port), "evil.example"), 421u);
}

CAF_TEST(a client that comes before it serves waits for its answer) {
  const auto server = make({"127.0.0.1:0"});
  const auto bound = server->listen();
  CAF_REQUIRE(bound.has_value());
  auto early = connect_to(bound->front().address.port);
  early.send(get("localhost"));
  io.poll();
  early.receive();
  CAF_CHECK(early.input.empty());
  CAF_CHECK(!early.closed);
  server->serve({});
  await(early);
  CAF_CHECK_EQUAL(status(early), 200u);
}

CAF_TEST(what it asks is let go when it has stopped) {
  auto kept = std::make_shared<int>();
  const auto server = make({"127.0.0.1:0"});
  CAF_REQUIRE(server->listen().has_value());
  server->serve({.alarms = [kept](const auto&, const auto&) {}});
  CAF_CHECK_EQUAL(kept.use_count(), 2);
  server->stop({});
  io.run();
  CAF_CHECK_EQUAL(kept.use_count(), 1);
}

CAF_TEST(a name is resolved) {
  const auto server = make({"localhost:0"});
  CAF_REQUIRE(server->listen().has_value());
}

CAF_TEST(a wildcard takes ip literals and the own name) {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  const auto server = make({"0.0.0.0:0"});
  const auto bound = start(*server);
  CAF_CHECK(bound.front().beyond_loopback);
  const auto port = bound.front().address.port;
  CAF_CHECK_EQUAL(ask(connect_to(port), "192.0.2.1:5000"), 200u);
  CAF_CHECK_EQUAL(ask(connect_to(port), "[2001:db8::1]"), 200u);
  CAF_CHECK_EQUAL(ask(connect_to(port), name), 200u);
  CAF_CHECK_EQUAL(ask(connect_to(port), "evil.example"), 421u);
}

CAF_TEST(an address in use is named with what helps) {
  const auto first = make({"127.0.0.1:0"});
  const auto bound = first->listen();
  CAF_REQUIRE(bound.has_value());
  const auto where = to_string(bound->front().address);
  const auto second = make({"127.0.0.1:0", where})->listen();
  CAF_REQUIRE(second.has_error());
  CAF_CHECK_EQUAL(
      second.error().message,
      "cannot listen on " + where
          + ": address already in use; stop the other program or choose another port "
            "with --listen");
}

CAF_TEST(other listen errors have their remedies) {
  const auto problem = [&](const std::string& address) {
    const auto bound = make({address})->listen();
    return bound ? "none" : bound.error().message;
  };
  CAF_CHECK_EQUAL(
      problem("192.0.2.1:0"),
      "cannot listen on 192.0.2.1:0: cannot assign requested address; choose an address "
      "of this machine, or 0.0.0.0 for all of them, with --listen");
  CAF_CHECK_EQUAL(
      problem("unix:" + directory + "/none/s"),
      "cannot listen on unix:" + directory
          + "/none/s: no such file or directory; create the directory or choose "
            "another path with --listen");
  std::ofstream(directory + "/file") << "precious";
  CAF_CHECK_EQUAL(
      problem("unix:" + directory + "/file"),
      "cannot listen on unix:" + directory
          + "/file: there is something else of that name; remove it or choose another "
            "path with --listen");
  CAF_CHECK(std::filesystem::is_regular_file(directory + "/file"));
}

CAF_TEST(a unix socket serves any host and goes with the server) {
  const auto path = directory + "/s";
  const auto server = make({"unix:" + path});
  CAF_CHECK(!start(*server).front().beyond_loopback);
  CAF_CHECK_EQUAL(ask(connect_to(path), "any.example"), 200u);
  bool stopped = false;
  server->stop([&] { stopped = true; });
  io.restart();
  io.run();
  CAF_CHECK(stopped);
  CAF_CHECK(!std::filesystem::exists(path));
}

CAF_TEST(a unix socket is for its user and group whatever the umask) {
  for (const mode_t mask : {mode_t{0}, mode_t{022}, mode_t{077}}) {
    const auto before = ::umask(mask);
    const auto path = directory + "/s" + std::to_string(mask);
    const auto server = make({"unix:" + path});
    const bool bound = server->listen().has_value();
    ::umask(before);
    CAF_REQUIRE(bound);
    struct stat found {};
    CAF_REQUIRE_EQUAL(::stat(path.c_str(), &found), 0);
    CAF_CHECK_EQUAL(found.st_mode & 07777, mode_t{0660});
  }
}

CAF_TEST(a live unix socket is left alone and a stale one replaced) {
  const auto path = directory + "/s";
  auto first = make({"unix:" + path});
  start(*first);
  const auto second = make({"unix:" + path})->listen();
  CAF_REQUIRE(second.has_error());
  CAF_CHECK(second.error().message.find("stop the other program") != std::string::npos);
  CAF_CHECK_EQUAL(ask(connect_to(path), "x"), 200u);
  first.reset();
  CAF_CHECK(!std::filesystem::exists(path));

  const int abandoned = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  bind(abandoned, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::close(abandoned);
  CAF_REQUIRE(std::filesystem::exists(path));
  const auto third = make({"unix:" + path});
  start(*third);
  CAF_CHECK_EQUAL(ask(connect_to(path), "x"), 200u);
}

CAF_TEST(a socket of a successor is not removed) {
  const auto path = directory + "/s";
  auto first = make({"unix:" + path});
  CAF_REQUIRE(first->listen().has_value());
  std::filesystem::remove(path);
  const auto second = make({"unix:" + path});
  CAF_REQUIRE(second->listen().has_value());
  first.reset();
  CAF_CHECK(std::filesystem::exists(path));
}

CAF_TEST(nobody is accepted after a stop) {
  const auto server = make({"127.0.0.1:0"});
  const auto port = start(*server).front().address.port;
  auto idle = connect_to(port);
  idle.send(get("localhost"));
  await(idle);
  idle.input.clear();
  server->stop({});
  io.restart();
  io.run();
  await(idle);
  CAF_CHECK(idle.closed);
  const int late = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CAF_CHECK_NOT_EQUAL(::connect(late, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(late);
}

CAF_TEST(connections from one address can be limited) {
  const auto server = make({"127.0.0.1:0"}, 2);
  const auto port = start(*server).front().address.port;
  {
    auto first = connect_to(port);
    auto second = connect_to(port);
    auto third = connect_to(port);
    await(third);
    CAF_CHECK_EQUAL(status(third), 503u);
    first.send(get("localhost"));
    await(first);
    CAF_CHECK_EQUAL(status(first), 200u);
  }
  while (server->connections() != 0)
    io.run_one();
  CAF_CHECK_EQUAL(ask(connect_to(port), "localhost"), 200u);
}

CAF_TEST(a shortage of descriptors turns clients away and passes) {
  const auto server = make({"127.0.0.1:0"});
  const auto port = start(*server).front().address.port;
  auto unlucky = connect_to(port);
  unlucky.send(get("localhost"));
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(unlucky.descriptor());
  setrlimit(RLIMIT_NOFILE, &none);
  await(unlucky);
  CAF_CHECK(unlucky.input.empty() || status(unlucky) == 503);
  setrlimit(RLIMIT_NOFILE, &before);
  CAF_CHECK_EQUAL(ask(connect_to(port), "localhost"), 200u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::server_test
