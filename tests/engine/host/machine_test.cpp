#define CAF_SUITE engine.machine
#include "engine/host/machine.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace machine_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

namespace {

struct fixture {
  tests::scratch_tree tree;

  bool hides(const std::string& options) {
    tree.write(
        "mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw,hidepid=2\n24 22 0:5 / " + tree.at("proc")
                         + " rw,nosuid - proc proc rw" + options + "\n");
    return hides_processes(tree.at("proc"), tree.at("mountinfo"));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(machine_tests, fixture)

CAF_TEST(processes are hidden where proc is mounted so and process 1 cannot be seen) {
  CAF_CHECK(hides(",hidepid=2"));
  CAF_CHECK(hides(",hidepid=invisible"));
  CAF_CHECK(hides(",gid=7,hidepid=1"));
  CAF_CHECK(!hides(""));
  CAF_CHECK(!hides(",hidepid=0"));
  CAF_CHECK(!hides(",hidepid=off"));
  CAF_CHECK(!hides_processes(tree.at("proc"), tree.at("nowhere")));
  tree.write("proc/1/cgroup", "0::/init.scope\n");
  CAF_CHECK(!hides(",hidepid=2")); // from others
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace machine_test
