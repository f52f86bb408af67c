#define CAF_SUITE config.file_text
#include "config/file_text.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace docker_monitor::config::file_text_test {

namespace {

struct fixture {
  tests::scratch_directory directory;

  std::string write(const std::string& text) {
    const std::string path = directory / "file";
    std::ofstream{path} << text;
    return path;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(file_text_tests, fixture)

CAF_TEST(a file is read as a whole) {
  for (const auto size : {0U, 1U, 100'000U}) {
    const std::string text(size, 'x');
    const auto read = read_file(write(text));
    CAF_REQUIRE(read.has_value());
    CAF_CHECK(*read == text);
  }
}

CAF_TEST(a pipe without a writer is refused at once) {
  const std::string path = directory / "pipe";
  CAF_REQUIRE_EQUAL(::mkfifo(path.c_str(), 0600), 0);
  const auto read = read_file(path);
  CAF_REQUIRE(!read.has_value());
  CAF_CHECK_EQUAL(read.error().message, "is a pipe or a socket, not a file");
}

CAF_TEST(a directory and what is not there are refused) {
  CAF_CHECK_EQUAL(read_file(directory / ".").error().message, "Is a directory");
  CAF_CHECK_EQUAL(read_file(directory / "none").error().message, "No such file or directory");
}

CAF_TEST(a file without end is refused) {
  CAF_CHECK_EQUAL(read_file("/dev/zero").error().message, "is larger than 16 MiB");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::config::file_text_test
