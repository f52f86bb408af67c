#define CAF_SUITE storage.data_directory
#include "storage/data_directory.hpp"
#include "storage/sqlite.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>
#include <future>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

namespace data_directory_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;

namespace {

constexpr std::string_view engine = "unix:///var/run/docker.sock";

struct fixture {
  tests::scratch_directory scratch;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(data_directory_tests, fixture)

CAF_TEST(names of files tell the engine and differ as URLs do) {
  const auto name = engine_file_name(engine);
  CAF_CHECK(name.starts_with("unix-var-run-docker.sock-"));
  CAF_CHECK_EQUAL(engine_file_name(engine), name);
  CAF_CHECK(engine_file_name("unix:///var/run-docker.sock") != name);
  CAF_CHECK(engine_file_name("tcp://h:2375").starts_with("tcp-h-2375-"));
  CAF_CHECK(engine_file_name("../../x").starts_with("engine..-..-x-"));
  CAF_CHECK_EQUAL(engine_file_name(std::string(5000, 'x')).size(), 109u);
}

CAF_TEST(a directory is made for us alone) {
  const auto directory = scratch / "a/b";
  const auto location = claim_data_directory(directory, engine);
  CAF_REQUIRE(location.has_value());
  CAF_CHECK_EQUAL(location->database(), directory + "/" + engine_file_name(engine) + ".sqlite");
  struct stat status {};
  CAF_REQUIRE(::stat(directory.c_str(), &status) == 0);
  CAF_CHECK_EQUAL(status.st_mode & 07777U, 0700U);
}

CAF_TEST(the way to the directory may be a symbolic link) {
  CAF_REQUIRE(::mkdir((scratch / "there").c_str(), 0700) == 0);
  CAF_REQUIRE(::symlink((scratch / "there").c_str(), (scratch / "link").c_str()) == 0);
  const auto location = claim_data_directory(scratch / "link", engine);
  CAF_REQUIRE(location.has_value());
  CAF_CHECK_EQUAL(location->database(), scratch / "there/" + engine_file_name(engine) + ".sqlite");
  CAF_CHECK(sqlite_connection::open(location->database(), {}).has_value());
  CAF_CHECK(!sqlite_connection::open(scratch / "link/" + engine_file_name(engine), {}));
}

CAF_TEST(an engine is claimed once at a time) {
  auto first = std::make_optional(claim_data_directory(scratch / "d", engine));
  CAF_REQUIRE(first->has_value());
  const auto second = claim_data_directory(scratch / "d", engine);
  CAF_REQUIRE(!second);
  CAF_CHECK(second.error().code == model::failure_code::bad_option);
  CAF_CHECK(claim_data_directory(scratch / "d", "tcp://other:2375").has_value());
  first.reset();
  CAF_CHECK(claim_data_directory(scratch / "d", engine).has_value());
}

CAF_TEST(who looks at files hinders no other look and is hindered by an instance) {
  const auto database = claim_data_directory(scratch / "d", engine)->database();
  {
    const auto first = inspect_data(database);
    CAF_CHECK(first.has_value());
    CAF_CHECK(inspect_data(database).has_value());
  }
  const auto instance = claim_data(database);
  CAF_REQUIRE(instance.has_value());
  CAF_CHECK_EQUAL(instance->database(), database);
  CAF_CHECK(!inspect_data(database));
  CAF_CHECK(!claim_data(database));
}

CAF_TEST(an instance waits for those that look at its files) {
  const auto database = claim_data_directory(scratch / "d", engine)->database();
  auto looks = std::make_optional(inspect_data(database));
  CAF_REQUIRE(looks->has_value());
  auto instance = std::async(
      std::launch::async, [&] { return claim_data_directory(scratch / "d", engine).has_value(); });
  looks.reset();
  CAF_CHECK(instance.get());
}

CAF_TEST(a place that cannot be written is another failure) {
  std::ofstream{scratch / "file"} << "x";
  for (const auto* directory : {"file", "file/below"}) {
    const auto location = claim_data_directory(scratch / directory, engine);
    CAF_REQUIRE(!location);
    CAF_CHECK(location.error().code == model::failure_code::permission);
    CAF_CHECK(location.error().message.find(directory) != std::string::npos);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace data_directory_test
