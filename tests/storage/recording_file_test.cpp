#define CAF_SUITE storage.recording_file
#include "storage/recording_file.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>
#include <spdlog/async.h>

#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace recording_file_test {

using namespace docker_monitor;

namespace {

struct fixture {
  fixture() { spdlog::init_thread_pool(16, 1); }

  std::string refused(const std::string& path) const {
    const auto made = storage::make_recorder(path);
    return made ? "accepted" : made.error().message.substr(("--record " + path + ": ").size());
  }

  tests::scratch_directory files;
};

mode_t mode_of(const std::string& path) {
  struct stat found {};
  ::stat(path.c_str(), &found);
  return found.st_mode & 07777;
}

std::string text_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(recording_file_tests, fixture)

CAF_TEST(without a path nothing is recorded) {
  const auto made = storage::make_recorder("");
  CAF_REQUIRE(made.has_value());
  CAF_CHECK(!*made);
}

CAF_TEST(a recording is appended to a file of its owner) {
  const auto path = files / "recording";
  std::ofstream{path} << "before\n";
  ::chmod(path.c_str(), 0666);
  {
    const auto made = storage::make_recorder(path);
    CAF_REQUIRE(made.has_value());
    CAF_CHECK_EQUAL(mode_of(path), mode_t{0600});
    (*made)({model::engine_time{}, model::recorded_list{}});
  }
  spdlog::init_thread_pool(16, 1); // ends the one before, which writes what is left
  const auto text = text_of(path);
  CAF_CHECK(text.starts_with("before\n{"));
  CAF_CHECK(text.ends_with("}\n"));
}

CAF_TEST(a new recording is for its owner whatever the umask) {
  const auto before = ::umask(0);
  const auto made = storage::make_recorder(files / "new");
  ::umask(before);
  CAF_CHECK(made.has_value());
  CAF_CHECK_EQUAL(mode_of(files / "new"), mode_t{0600});
}

CAF_TEST(a link is not followed and nothing but a file is written) {
  std::ofstream{files / "target"} << "kept";
  std::filesystem::create_symlink(files / "target", files / "link");
  CAF_CHECK_EQUAL(refused(files / "link"), "is a symbolic link, which is not followed");
  CAF_CHECK_EQUAL(text_of(files / "target"), "kept");
  CAF_REQUIRE_EQUAL(::mkfifo((files / "fifo").c_str(), 0600), 0);
  CAF_CHECK_EQUAL(refused(files / "fifo"), "No such device or address"); // nothing reads it
  CAF_CHECK_EQUAL(refused(files / ""), "Is a directory");
  CAF_CHECK_EQUAL(refused("/dev/null"), "is not a regular file");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace recording_file_test
