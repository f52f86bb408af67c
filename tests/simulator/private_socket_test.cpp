#define CAF_SUITE simulator.private_socket
#include "simulator/private_socket.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>

namespace private_socket_test {

using namespace docker_monitor;
using namespace docker_monitor::simulator;

namespace fs = std::filesystem;

CAF_TEST(the directory is for its owner only and goes with the object) {
  fs::path directory;
  {
    auto made = private_socket::create("/tmp");
    CAF_REQUIRE(made.has_value());
    directory = fs::path{made->path()}.parent_path();
    CAF_CHECK(fs::status(directory).permissions() == fs::perms::owner_all);
    const auto moved = *std::move(made);
    CAF_CHECK(fs::is_directory(directory));
  }
  CAF_CHECK(!fs::exists(directory));
}

CAF_TEST(a base that is not there is a failure with a remedy) {
  const auto made = private_socket::create("/nonexistent");
  CAF_REQUIRE(made.has_error());
  CAF_CHECK(made.error().code == model::failure_code::unreachable);
  CAF_CHECK(made.error().message.find("XDG_RUNTIME_DIR") != std::string::npos);
}

} // namespace private_socket_test
