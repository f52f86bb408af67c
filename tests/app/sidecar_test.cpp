#define CAF_SUITE app.sidecar
#include "app/sidecar.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sidecar_test {

using namespace docker_monitor;
using app::is_published_on_loopback_only;

namespace {

model::container with_ports(std::vector<model::published_port> ports) {
  auto configuration = std::make_shared<model::container_configuration>();
  configuration->ports = std::move(ports);
  model::container one;
  one.network_mode = "bridge";
  one.configuration = std::move(configuration);
  return one;
}

model::published_port on(const std::string& address, std::uint16_t port = 5000) {
  return {address, 8080, port, 1, "tcp"};
}

} // namespace

CAF_TEST(a port that is published on loopback only is not open) {
  CAF_CHECK(is_published_on_loopback_only(with_ports({on("127.0.0.1")}), 5000));
  CAF_CHECK(is_published_on_loopback_only(with_ports({on("127.0.0.1"), on("::1")}), 5000));
  CAF_CHECK(is_published_on_loopback_only(with_ports({{"127.0.0.1", 80, 4990, 20, "tcp"}}), 5000));
  CAF_CHECK(
      is_published_on_loopback_only(with_ports({on("127.0.0.1"), on("0.0.0.0", 9100)}), 5000));
}

CAF_TEST(any other port is open) {
  CAF_CHECK(!is_published_on_loopback_only(with_ports({}), 5000)); // perhaps in a routed network
  CAF_CHECK(!is_published_on_loopback_only(with_ports({on("0.0.0.0")}), 5000));
  CAF_CHECK(!is_published_on_loopback_only(with_ports({on("192.0.2.1")}), 5000));
  CAF_CHECK(!is_published_on_loopback_only(with_ports({on("127.0.0.1"), on("::")}), 5000));
  CAF_CHECK(!is_published_on_loopback_only(with_ports({on("127.0.0.1", 5001)}), 5000));
  CAF_CHECK(!is_published_on_loopback_only(with_ports({{"127.0.0.1", 80, 4990, 10, "tcp"}}), 5000));
  CAF_CHECK(!is_published_on_loopback_only(with_ports({{"127.0.0.1", 80, 5000, 1, "udp"}}), 5000));
}

CAF_TEST(the network of the host publishes everything) {
  auto one = with_ports({on("127.0.0.1")});
  one.network_mode = "host";
  CAF_CHECK(!is_published_on_loopback_only(one, 5000));
}

CAF_TEST(a container that was not inspected is open) {
  CAF_CHECK(!is_published_on_loopback_only(model::container{}, 5000));
}

} // namespace sidecar_test
