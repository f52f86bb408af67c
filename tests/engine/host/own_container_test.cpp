#define CAF_SUITE engine.own_container
#include "engine/host/own_container.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace own_container_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

namespace {

const std::string id = "4f5c0a1b2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccdde";

} // namespace

CAF_TEST(the mounts of docker name the container) {
  CAF_CHECK_EQUAL(
      container_of_mount(
          "612 590 254:1 /var/lib/docker/containers/" + id
          + "/hostname /etc/hostname rw,relatime - ext4 /dev/vda1 rw"),
      id);
}

CAF_TEST(the mounts of podman name the container) {
  CAF_CHECK_EQUAL(
      container_of_mount(
          "701 690 0:25 /containers/storage/overlay-containers/" + id
          + "/userdata/resolv.conf /etc/resolv.conf rw,nosuid - tmpfs tmpfs rw"),
      id);
}

CAF_TEST(other mounts name no container) {
  for (const auto& line :
       {std::string{}, std::string{"612"},
        "612 590 254:1 /var/lib/docker/containers/" + id + "/hostname /mnt/hostname rw - ext4 a rw",
        "612 590 254:1 /containers/" + id.substr(1) + "/hostname /etc/hostname rw - ext4 a rw",
        "612 590 254:1 /containers/g" + id.substr(1) + "/hostname /etc/hostname rw - ext4 a rw",
        std::string{"612 590 254:1 /etc/hostname /etc/hostname rw - ext4 a rw"}})
    CAF_CHECK_EQUAL(container_of_mount(line), "");
}

CAF_TEST(the first mount that names it is enough) {
  tests::scratch_tree tree;
  tree.write(
      "mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n612 590 254:1 /docker/containers/" + id
                       + "/hosts /etc/hosts rw - ext4 a rw\n");
  CAF_CHECK_EQUAL(own_container(tree.at("mountinfo")), id);
  CAF_CHECK_EQUAL(own_container(tree.at("nowhere")), "");
}

} // namespace own_container_test
