#define CAF_SUITE bench.cgroup_farm
#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/interruption.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <unistd.h>

namespace cgroup_farm_test {

using namespace docker_monitor::bench;
namespace fs = std::filesystem;

namespace {

/// A directory that looks like a cgroup mount.
struct scratch {
  explicit scratch(std::initializer_list<const char*> files) {
    char name[] = "/tmp/docker-monitor-test-XXXXXX";
    root = mkdtemp(name);
    for (const auto* file : files) {
      fs::create_directories((root / file).parent_path());
      std::ofstream{root / file} << "\n";
    }
  }
  ~scratch() { fs::remove_all(root); }
  fs::path root;
};

} // namespace

CAF_TEST(an id shows who made it) {
  const auto id = farm_id(7, 4711);
  CAF_CHECK_EQUAL(id.size(), 64u);
  CAF_CHECK_EQUAL(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  CAF_CHECK_EQUAL(maker_of(id), 4711);
}

CAF_TEST(no id of an engine is taken for one of a harness) {
  CAF_CHECK_EQUAL(maker_of(std::string(64, 'a')), 0);
  CAF_CHECK_EQUAL(maker_of(farm_id(7, 4711).substr(1)), 0);
  CAF_CHECK_EQUAL(maker_of(""), 0);
}

CAF_TEST(short ids of ten thousand containers differ) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < 10'000; ++i)
    seen.insert(farm_id(i, 1).substr(0, 12));
  CAF_CHECK_EQUAL(seen.size(), 10'000u);
}

CAF_TEST(on v1 a container has a directory for each controller) {
  const scratch mounted{"cpuacct/cgroup.procs"};
  const cgroup_tree tree{mounted.root};
  CAF_CHECK(!tree.v2());
  const auto all = tree.directories("abc");
  CAF_CHECK_EQUAL(all.size(), 5u);
  CAF_CHECK(std::find(all.begin(), all.end(), mounted.root / "memory/docker/abc") != all.end());
  const auto files = tree.files("abc", 12);
  CAF_CHECK_EQUAL(files.size(), 9u);
  CAF_CHECK_EQUAL(files.front(), (mounted.root / "cpuacct/docker/abc/cpuacct.usage").string());
  CAF_CHECK_EQUAL(files.back(), "/proc/12/net/dev");
}

CAF_TEST(on v2 a container has one directory) {
  const scratch mounted{"cgroup.controllers"};
  const cgroup_tree tree{mounted.root};
  CAF_CHECK(tree.v2());
  CAF_CHECK_EQUAL(tree.directories("abc").size(), 1u);
  CAF_CHECK_EQUAL(tree.files("abc", 12).size(), 6u);
}

CAF_TEST(without cgroups it says so) {
  const scratch empty{"readme"};
  bool refused = false;
  try {
    const cgroup_tree tree{empty.root};
  } catch (const harness_error&) {
    refused = true;
  }
  CAF_CHECK(refused);
}

CAF_TEST(CPU time is read from either version) {
  const scratch v1{"cpuacct/cgroup.procs", "cpuacct/x/cpuacct.usage"};
  std::ofstream{v1.root / "cpuacct/x/cpuacct.usage"} << "1234567\n";
  const cgroup_tree one{v1.root};
  CAF_CHECK_EQUAL(one.cpu_time(one.cpu_directory("x")).count(), 1'234'567);
  const scratch v2{"cgroup.controllers", "x/cpu.stat"};
  std::ofstream{v2.root / "x/cpu.stat"} << "usage_usec 1234\nuser_usec 1000\n";
  const cgroup_tree two{v2.root};
  CAF_CHECK_EQUAL(two.cpu_time(two.cpu_directory("x")).count(), 1'234'000);
}

CAF_TEST(two accounts of one name are separate) {
  const scratch mounted{"cgroup.controllers"};
  const cgroup_tree tree{mounted.root};
  const cpu_account one{tree, "program"};
  const cpu_account other{tree, "program"};
  CAF_CHECK_NOT_EQUAL(one.door(), other.door());
}

CAF_TEST(containers of a harness that is gone are removed and no others) {
  const scratch mounted{"cgroup.controllers"};
  const cgroup_tree tree{mounted.root};
  const auto dead = farm_id(0, 0x3fffffff); // no pid is so large
  const auto alive = farm_id(0, getppid());
  const std::string foreign(64, 'f');
  for (const auto& id : {dead, alive, foreign})
    tree.make(id);
  CAF_CHECK_EQUAL(remove_leftovers(tree), 1u);
  CAF_CHECK(!fs::exists(mounted.root / "docker" / dead));
  CAF_CHECK(fs::exists(mounted.root / "docker" / alive));
  CAF_CHECK(fs::exists(mounted.root / "docker" / foreign));
}

} // namespace cgroup_farm_test
