#define CAF_SUITE engine.kernel_file
#include "engine/cgroup/kernel_file.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <sys/stat.h>

namespace docker_monitor::engine::kernel_file_test {

CAF_TEST(a pipe in the place of a kernel file holds nothing up) {
  const tests::scratch_directory directory;
  const std::string path = directory / "memory.current";
  CAF_REQUIRE_EQUAL(::mkfifo(path.c_str(), 0600), 0);
  CAF_CHECK(read_kernel_file(path.c_str()).text.empty());
  int lines = 0;
  read_kernel_lines(path.c_str(), [&](std::string_view) { ++lines; });
  CAF_CHECK_EQUAL(lines, 0);
  kept_file kept{path};
  CAF_CHECK(kept.read().text.empty());
}

} // namespace docker_monitor::engine::kernel_file_test
