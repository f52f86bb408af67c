#define CAF_SUITE engine.parent_files
#include "engine/cgroup/parent_files.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

namespace parent_files_test {

using namespace docker_monitor;
using namespace std::chrono_literals;

CAF_TEST(a text is read once a second and so is its absence) {
  tests::scratch_tree tree;
  std::chrono::nanoseconds now = 10s;
  engine::parent_files files{[&] { return now; }};
  std::uint32_t read = 0;
  const auto text_of = [&](const std::string& name) {
    return files.read(tree.at(name), read).value_or("absent");
  };
  tree.write("limit", "100\n");
  CAF_CHECK_EQUAL(text_of("limit"), "100\n");
  CAF_CHECK_EQUAL(text_of("later"), "absent");
  tree.write("limit", "200\n");
  tree.write("later", "300\n");
  now += 999ms;
  CAF_CHECK_EQUAL(text_of("limit"), "100\n");
  CAF_CHECK_EQUAL(text_of("later"), "absent");
  CAF_CHECK_EQUAL(read, 2u);
  now += 1ms;
  CAF_CHECK_EQUAL(text_of("limit"), "200\n");
  CAF_CHECK_EQUAL(text_of("later"), "300\n");
  CAF_CHECK_EQUAL(read, 4u);
}

CAF_TEST(of very many files each is read all the same) {
  tests::scratch_tree tree;
  engine::parent_files files{[] { return std::chrono::nanoseconds{10s}; }};
  std::uint32_t read = 0;
  for (int i = 0; i < 300; ++i) {
    const auto name = "limit" + std::to_string(i);
    tree.write(name, std::to_string(i));
    const auto text = files.read(tree.at(name), read);
    CAF_CHECK_EQUAL(text.value_or("absent"), std::to_string(i));
  }
}

} // namespace parent_files_test
