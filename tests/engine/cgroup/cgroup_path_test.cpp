#define CAF_SUITE engine.cgroup_path
#include "engine/cgroup/cgroup_path.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <sstream>

namespace cgroup_path_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using tests::scratch_tree;
using controller = cgroup_controller;

namespace {

const std::string id = "46a2f6631d7cf197f7fbe510ca3f39fca38763bbce42b8969bf52db42622b9b1";
const std::string scope = "docker-" + id + ".scope";

/// A group with the files that make it one that can be read.
void make_v2(const scratch_tree& tree, const std::string& path) {
  tree.write("cgroup" + path + "/cpu.stat", "usage_usec 1\n");
  tree.write("cgroup" + path + "/memory.current", "1\n");
}

void make_v1(const scratch_tree& tree, const std::string& path) {
  tree.write("cgroup/cpuacct" + path + "/cpuacct.usage", "1\n");
  tree.write("cgroup/memory" + path + "/memory.usage_in_bytes", "1\n");
}

/// A mountinfo that shows a directory with this root.
std::string
mounted(const scratch_tree& tree, const std::string& root, const std::string& path = "cgroup") {
  return "30 23 0:26 " + root + " " + tree.at(path) + " ro,relatime - cgroup2 cgroup2 rw\n";
}

cgroup_layout layout_of(const scratch_tree& tree) {
  return cgroup_layout::detect(tree.at("cgroup"), tree.at("mountinfo")).value();
}

struct v2_fixture {
  scratch_tree tree;
  cgroup_subject subject{id, 735, ""};

  v2_fixture() { tree.write("cgroup/cgroup.controllers", "cpu io memory pids\n"); }

  std::string find(bool may_search = true) {
    cgroup_locator locator(layout_of(tree), tree.at("proc"));
    return find(locator, may_search);
  }

  std::string find(cgroup_locator& locator, bool may_search = true) const {
    const auto place = locator.find(subject, may_search);
    return place ? std::string(place->at(controller::memory)) : "none: " + place.error().message;
  }
};

} // namespace

CAF_TEST(a pure v2 tree has all controllers in one place) {
  const scratch_tree tree;
  tree.write("cgroup/cgroup.controllers", "cpu io memory pids\n");
  const auto layout = layout_of(tree);
  CAF_CHECK_EQUAL(layout.version(), 2);
  for (auto c : {controller::cpu, controller::cpuacct, controller::block, controller::pressure}) {
    CAF_CHECK_EQUAL(layout.at(c).version, 2);
    CAF_CHECK_EQUAL(layout.at(c).directory, tree.at("cgroup"));
  }
}

CAF_TEST(v1 controllers may share a directory or have links to it) {
  const scratch_tree tree;
  tree.make_folder("cgroup/cpu,cpuacct");
  tree.make_folder("cgroup/memory");
  tree.make_folder("cgroup/blkio");
  std::filesystem::create_directory_symlink("cpu,cpuacct", tree.at("cgroup/cpu"));
  const auto layout = layout_of(tree);
  CAF_CHECK_EQUAL(layout.version(), 1);
  CAF_CHECK_EQUAL(layout.at(controller::cpu).directory, tree.at("cgroup/cpu,cpuacct"));
  CAF_CHECK_EQUAL(layout.at(controller::cpuacct).directory, tree.at("cgroup/cpu,cpuacct"));
  CAF_CHECK_EQUAL(layout.at(controller::block).version, 1);
  CAF_CHECK_EQUAL(layout.at(controller::pids).version, 0);
  CAF_CHECK_EQUAL(layout.at(controller::pressure).version, 0);
}

CAF_TEST(a hybrid tree has the rest in its unified part) {
  const scratch_tree tree;
  tree.make_folder("cgroup/cpuacct");
  tree.make_folder("cgroup/memory");
  tree.write("cgroup/unified/cgroup.controllers", "pids hugetlb\n");
  const auto layout = layout_of(tree);
  CAF_CHECK_EQUAL(layout.version(), 1);
  CAF_CHECK_EQUAL(layout.at(controller::pids).version, 2);
  CAF_CHECK_EQUAL(layout.at(controller::pids).directory, tree.at("cgroup/unified"));
  CAF_CHECK_EQUAL(layout.at(controller::pressure).version, 2);
  CAF_CHECK_EQUAL(layout.at(controller::block).version, 0);
}

CAF_TEST(where there is no hierarchy the failure says what to do) {
  const scratch_tree tree;
  tree.make_folder("cgroup");
  const auto layout = cgroup_layout::detect(tree.at("cgroup"), tree.at("mountinfo"));
  CAF_REQUIRE(!layout);
  CAF_CHECK(layout.error().message.find("--cgroup-root") != std::string::npos);
}

CAF_TEST(the root of a mount is that of the innermost one) {
  const std::string mounts = "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
                             "32 31 0:29 /../.. /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
                             "33 31 0:30 / /mnt/a\\040b rw shared:1 - cgroup2 none rw\n";
  CAF_CHECK_EQUAL(mount_root_of(mounts, "/sys/fs/cgroup/cpu"), "/../..");
  CAF_CHECK_EQUAL(mount_root_of(mounts, "/sys/fs/cgroup/cpuset"), "/");
  CAF_CHECK_EQUAL(mount_root_of(mounts, "/mnt/a b"), "/");
  CAF_CHECK_EQUAL(mount_root_of(mounts, "/mnt/a b/user.slice"), "/user.slice");
  CAF_CHECK_EQUAL(mount_root_of("", "/sys/fs/cgroup"), "/");
}

CAF_TEST(a path is found by the mount that shows it) {
  struct {
    const char* root;
    const char* path;
    std::optional<path_below_mount> below;
  } const cases[] = {
      {"/", "/docker/1", path_below_mount{0, "/docker/1"}},
      {"/", "/", path_below_mount{0, ""}},
      {"/docker/outer", "/docker/outer/docker/1", path_below_mount{0, "/docker/1"}},
      {"/docker/outer", "/docker/outer2/docker/1", std::nullopt},
      {"/docker/outer", "/docker/1", std::nullopt},
      {"/../..", "/../docker-1.scope", path_below_mount{1, "/docker-1.scope"}},
      {"/../..", "/../../system.slice/docker-1.scope",
       path_below_mount{0, "/system.slice/docker-1.scope"}},
      {"/../../..", "/../../docker-1.scope/container",
       path_below_mount{1, "/docker-1.scope/container"}},
      {"/../a", "/../a/docker/1", path_below_mount{0, "/docker/1"}},
      {"/../a", "/../b/docker/1", std::nullopt},
      {"/..", "/../../docker/1", std::nullopt},
      {"/", "/../docker-1.scope", std::nullopt},
      {"/../..", "/inner", path_below_mount{2, "/inner"}},
  };
  for (const auto& [root, path, below] : cases)
    CAF_CHECK(below_mount(root, path) == below);
}

CAF_TEST(each controller has its own line in the file of a process) {
  const std::string v1 = "9:name=systemd:/a\n4:memory:/b\n2:cpu,cpuacct:/c\n0::/d\n";
  CAF_CHECK(path_of(v1, controller::memory, 1) == "/b");
  CAF_CHECK(path_of(v1, controller::cpuacct, 1) == "/c");
  CAF_CHECK(path_of(v1, controller::pressure, 2) == "/d");
  CAF_CHECK(!path_of(v1, controller::pids, 1));
  CAF_CHECK(!path_of("0::/docker/1 (deleted)\n", controller::memory, 2));
  for (const auto* broken : {"", "\n", "0", "0:", "0::", "::\n", "0::relative\n"})
    CAF_CHECK(!path_of(broken, controller::memory, 2));
}

CAF_TEST(slices lie within each other) {
  CAF_CHECK_EQUAL(slice_path("system.slice"), "/system.slice");
  CAF_CHECK_EQUAL(slice_path("a-b-c.slice"), "/a.slice/a-b.slice/a-b-c.slice");
  CAF_CHECK_EQUAL(slice_path("-.slice"), "");
}

CAF_TEST_FIXTURE_SCOPE(locator_tests, v2_fixture)

CAF_TEST(engines put containers where they are guessed) {
  subject.pid = 0;
  for (const auto& path :
       {"/docker/" + id, "/system.slice/" + scope, "/machine.slice/libpod-" + id + ".scope",
        "/libpod_parent/libpod-" + id}) {
    make_v2(tree, path);
    CAF_CHECK_EQUAL(find(), path);
    tree.remove("cgroup" + path);
  }
  CAF_CHECK(find().starts_with("none: no cgroup of container 46a2f6631d7c"));
}

CAF_TEST(a parent that was asked for is guessed in all its forms) {
  subject.pid = 0;
  struct {
    const char* parent;
    std::string path;
  } const cases[] = {
      {"/teams/red", "/teams/red/" + id},
      {"teams", "/teams/" + id},
      {"user-red.slice", "/user.slice/user-red.slice/" + scope},
      {"/x/machine-pod.slice", "/machine.slice/machine-pod.slice/libpod-" + id + ".scope"},
  };
  for (const auto& [parent, path] : cases) {
    make_v2(tree, path);
    subject.parent = parent;
    CAF_CHECK_EQUAL(find(), path);
  }
}

CAF_TEST(a folder without the files is no group) {
  tree.make_folder("cgroup/docker/" + id);
  CAF_CHECK(find().starts_with("none"));
}

CAF_TEST(the group below that crun makes is the one read) {
  make_v2(tree, "/system.slice/" + scope);
  make_v2(tree, "/system.slice/" + scope + "/container");
  CAF_CHECK_EQUAL(find(), "/system.slice/" + scope + "/container");
}

CAF_TEST(the process shows what cannot be guessed and others are found by it) {
  make_v2(tree, "/deep/er/box-" + id);
  tree.write("proc/735/cgroup", "0::/deep/er/box-" + id + "/init.scope\n");
  cgroup_locator locator(layout_of(tree), tree.at("proc"));
  CAF_CHECK_EQUAL(find(locator), "/deep/er/box-" + id);
  subject = {std::string(64, 'b'), 0, ""};
  make_v2(tree, "/deep/er/box-" + subject.id);
  CAF_CHECK_EQUAL(find(locator), "/deep/er/box-" + subject.id);
}

CAF_TEST(a process that took the pid over is not believed) {
  make_v2(tree, "/system.slice/other.service");
  tree.write("proc/735/cgroup", "0::/system.slice/other.service\n");
  CAF_CHECK(find().find("names another") != std::string::npos);
  tree.write("proc/735/cgroup", "0::/somewhere/" + id + " (deleted)\n");
  CAF_CHECK(find().starts_with("none"));
}

CAF_TEST(names hidden by our namespace are searched for) {
  make_v2(tree, "/teams.slice/" + scope);
  make_v2(tree, "/other.slice/docker-1.scope");
  tree.write("mountinfo", mounted(tree, "/../.."));
  tree.write("proc/735/cgroup", "0::/../" + scope + "\n");
  CAF_CHECK(find(false).starts_with("none"));
  CAF_CHECK_EQUAL(find(true), "/teams.slice/" + scope);
}

CAF_TEST(a mount of a part of the tree is taken into account) {
  make_v2(tree, "/inner/" + id);
  tree.write("mountinfo", mounted(tree, "/docker/outer"));
  tree.write("proc/735/cgroup", "0::/docker/outer/inner/" + id + "\n");
  CAF_CHECK_EQUAL(find(), "/inner/" + id);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(hidden names are found once for all v1 hierarchies) {
  const scratch_tree tree;
  make_v1(tree, "/teams/" + id);
  tree.write(
      "mountinfo",
      mounted(tree, "/../..", "cgroup/cpuacct") + mounted(tree, "/../..", "cgroup/memory"));
  tree.write("proc/735/cgroup", "4:memory:/../" + id + "\n2:cpuacct:/../" + id + "\n");
  cgroup_locator locator(layout_of(tree), tree.at("proc"));
  const auto place = locator.find({id, 735, ""}, true);
  CAF_REQUIRE(place.has_value());
  CAF_CHECK_EQUAL(std::string(place->at(controller::memory)), "/teams/" + id);
  CAF_CHECK_EQUAL(std::string(place->at(controller::cpuacct)), "/teams/" + id);
}

CAF_TEST(v1 hierarchies may have the container in different places) {
  const scratch_tree tree;
  tree.make_folder("cgroup/pids/shared");
  tree.write("cgroup/cpuacct/a/" + id + "/cpuacct.usage", "1\n");
  tree.write("cgroup/memory/b/" + id + "/memory.usage_in_bytes", "1\n");
  tree.write(
      "proc/735/cgroup", "4:memory:/b/" + id + "\n3:pids:/shared\n2:cpu,cpuacct:/a/" + id + "\n");
  cgroup_locator locator(layout_of(tree), tree.at("proc"));
  const auto place = locator.find({id, 735, ""}, true);
  CAF_REQUIRE(place.has_value());
  CAF_CHECK_EQUAL(std::string(place->at(controller::memory)), "/b/" + id);
  CAF_CHECK_EQUAL(std::string(place->at(controller::cpuacct)), "/a/" + id);
  CAF_CHECK(place->at(controller::pids).empty()); // that group is not the container alone
}

CAF_TEST(containers are found in recorded trees by guess and by process alike) {
  for (const auto* recording :
       {"20.10.24-v1-cgroupfs", "26.1.5-v2-systemd", "28.5.2-v2-systemd-crun",
        "podman-5.4.2-v2-systemd"}) {
    const scratch_tree tree{std::string(recording)};
    const auto layout = layout_of(tree);
    std::istringstream rows(tree.read("pids"));
    std::string name;
    cgroup_subject subject;
    int found = 0;
    while (rows >> name >> subject.pid >> subject.id) {
      cgroup_locator locator(layout, tree.at("proc"));
      const auto guessed = locator.find({subject.id, 0, ""}, false);
      CAF_REQUIRE(guessed.has_value());
      CAF_CHECK(locator.is_process_of(subject.pid, subject.id));
      // The process is in the very group that is read.
      CAF_CHECK(
          path_of(
              tree.read("proc/" + std::to_string(subject.pid) + "/cgroup"), controller::memory,
              layout.version())
          == guessed->at(controller::memory));
      ++found;
    }
    CAF_CHECK(found > 1);
  }
}

} // namespace cgroup_path_test
