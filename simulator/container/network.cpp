#include "simulator/container/network.hpp"

#include "simulator/api/json_text.hpp"
#include "simulator/api/version.hpp"
#include "simulator/container/random.hpp"

namespace docker_monitor::simulator {

namespace {

/// The last two bytes of the container's address.
struct host_part {
  std::uint64_t high;
  std::uint64_t low;
};

host_part address_of(const simulated_container& container) {
  const auto number = container.serial + 1;
  return {number / 254 % 256, number % 254 + 1};
}

} // namespace

std::string network_name(const simulation_options& options, const simulated_container& container) {
  if (container.network_mode != "default" && container.network_mode != "bridge")
    return container.network_mode;
  return options.brand == engine_brand::podman ? "podman" : "bridge";
}

bool has_own_network(const simulated_container& container) {
  return container.network_mode != "host" && container.network_mode != "none"
         && !container.network_mode.starts_with("container:");
}

void put_network(
    std::string& out, const simulation_options& options, const simulated_container& container) {
  if (container.network_mode.starts_with("container:"))
    return;
  const bool attached = model::is_up(container.status);
  const bool addressed = attached && has_own_network(container);
  const auto name = network_name(options, container);
  put_quoted(out, name);
  // No request uses these ids; they only have the right form.
  const std::string_view id = container.id;
  put(out, R"(:{"IPAMConfig":null,"Links":null,"Aliases":null,"NetworkID":")",
      std::string_view{container.image_id}.substr(7), R"(","EndpointID":")",
      attached ? id.substr(32) : "", attached ? id.substr(0, 32) : "", R"(","Gateway":")",
      addressed ? "172.17.0.1" : "", R"(","IPAddress":")");
  const auto [high, low] = address_of(container);
  if (addressed)
    put(out, "172.17.", high, ".", low);
  put(out, R"(","IPPrefixLen":)", addressed ? 16 : 0,
      R"(,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":")");
  if (addressed) {
    static constexpr char hex[] = "0123456789abcdef";
    const std::array<char, 5> tail{
        hex[high >> 4], hex[high & 15U], ':', hex[low >> 4], hex[low & 15U]};
    put(out, "02:42:ac:11:", std::string_view{tail.data(), tail.size()});
  }
  put(out, R"(","DriverOpts":null)", on_cgroup_v2(options) ? R"(,"DNSNames":null})" : "}");
}

} // namespace docker_monitor::simulator
