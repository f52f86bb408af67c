#define CAF_SUITE app.control_socket
#include "app/command/control_socket.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace control_socket_test {

using namespace docker_monitor;
using namespace docker_monitor::app;

namespace {

struct fixture {
  fixture() {
    std::string pattern = "/tmp/dm-control-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    path = folder + "/control";
  }
  ~fixture() { std::filesystem::remove_all(folder); }

  std::string folder;
  std::string path;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(control_socket_tests, fixture)

CAF_TEST(a request is answered with the user who asked) {
  std::string by;
  const auto socket = control_socket::open(path, [&](const auto& request, const auto& user) {
    by = user;
    return "<" + request + ">";
  });
  CAF_REQUIRE(socket);
  const auto answer = query_control_socket(path, R"({"do":"list"})");
  CAF_REQUIRE(answer);
  CAF_CHECK_EQUAL(*answer, R"(<{"do":"list"}>)");
  CAF_CHECK(!by.empty());
}

CAF_TEST(only the user of the instance can open the socket) {
  const auto mask = ::umask(0);
  const auto socket = control_socket::open(path, [](const auto&, const auto&) { return ""; });
  ::umask(mask);
  CAF_REQUIRE(socket);
  struct stat found {};
  CAF_REQUIRE_EQUAL(::stat(path.c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 07777U, 0600U);
}

CAF_TEST(what a killed run left is replaced and an ended one leaves nothing) {
  {
    const auto first = control_socket::open(path, [](const auto&, const auto&) { return "1"; });
  }
  CAF_CHECK(!std::filesystem::exists(path));
  const auto nobody = query_control_socket(path, "x");
  CAF_REQUIRE(!nobody);
  CAF_CHECK(nobody.error().message.find("no instance listens at") != std::string::npos);
  std::filesystem::create_symlink("/nowhere", path);
  const auto next = control_socket::open(path, [](const auto&, const auto&) { return "2"; });
  CAF_REQUIRE(next);
  CAF_CHECK_EQUAL(*query_control_socket(path, "x"), "2");
}

CAF_TEST(a client that says nothing is not waited for at the end) {
  auto socket = control_socket::open(path, [](const auto&, const auto&) { return ""; });
  CAF_REQUIRE(socket);
  const auto many = std::string(100'000, 'x');
  CAF_CHECK(!query_control_socket(path, many)); // longer than any request
  socket->reset();
  CAF_CHECK(!std::filesystem::exists(path));
}

CAF_TEST(a path that no socket can have is refused) {
  const auto far = folder + "/" + std::string(200, 'x');
  CAF_CHECK(!control_socket::open(far, [](const auto&, const auto&) { return ""; }));
  CAF_CHECK(!query_control_socket(far, "x"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace control_socket_test
