#define CAF_SUITE engine.host_text
#include "engine/host/host_text.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace host_text_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;

CAF_TEST(the host was busy when it neither idled nor waited) {
  // user nice system idle iowait irq softirq steal guest guest_nice
  const auto cpu = parse_host_cpu("cpu  10 2 30 4000 500 6 7 80 9 1\ncpu0 1 1 1 1\n", 100);
  CAF_REQUIRE(cpu.has_value());
  constexpr std::uint64_t tick = 10'000'000;
  CAF_CHECK_EQUAL(cpu->user_ns, 12 * tick); // guests' time is in it already
  CAF_CHECK_EQUAL(cpu->system_ns, 43 * tick);
  CAF_CHECK_EQUAL(cpu->total_ns, 55 * tick); // what the hypervisor took was not used here
  CAF_CHECK_EQUAL(cpu->steal_ns, 80 * tick);
  CAF_CHECK(parse_host_cpu("cpu 1 2 3 4\n", 100)->total_ns == 6 * tick); // before Linux 2.6
  for (const auto* text : {"", "cpu 1 2 3\n", "cpu 1 2 3 4", "cpu0 1 2 3 4\n", "cpu 1 2 x 4\n"})
    CAF_CHECK(!parse_host_cpu(text, 100));
}

CAF_TEST(the boot is reported in seconds) {
  CAF_CHECK(
      parse_boot_time("btime 1795340652") == model::engine_time{std::chrono::seconds{1795340652}});
  for (const auto* line : {"", "btime", "btime x", "ctxt 1795340652", "btime 99999999999999999999"})
    CAF_CHECK(!parse_boot_time(line));
}

CAF_TEST(the memory of the host is what is not free) {
  const auto memory = parse_host_memory(
      "MemTotal:       1000 kB\nMemFree:         400 kB\nMemAvailable:    600 kB\n"
      "Buffers:           5 kB\nCached:          150 kB\nSwapCached:        9 kB\n"
      "Inactive:         99 kB\nInactive(anon):   39 kB\nInactive(file):   60 kB\n"
      "SwapTotal:        80 kB\nSwapFree:         50 kB\nAnonPages:       300 kB\n");
  CAF_CHECK(memory.total == 1000u * 1024);
  CAF_CHECK(memory.used == 600u * 1024);
  CAF_CHECK(memory.available == 600u * 1024);
  CAF_CHECK(memory.cache == 155u * 1024);
  CAF_CHECK(memory.inactive_file == 60u * 1024);
  CAF_CHECK(memory.anonymous == 300u * 1024);
  CAF_CHECK(memory.swap_used == 30u * 1024);
  const auto part = parse_host_memory("MemTotal: 1 kB\nMemFree: 2 kB\nCached: 3 kB\n");
  CAF_CHECK(part.total == 1024u);
  CAF_CHECK(!part.used && !part.cache && !part.inactive_file && !part.swap_used);
}

CAF_TEST(a line of one core has its number) {
  for (const auto* line : {"cpu0 1 2 3", "cpu127 1 2 3"})
    CAF_CHECK(is_line_of_core(line));
  for (const auto* line : {"cpu  1 2 3", "cpu", "", "cpux 1", "btime 1"})
    CAF_CHECK(!is_line_of_core(line));
}

CAF_TEST(a default route through another interface of the list is left out) {
  const auto kept = [](std::vector<std::string> interfaces) {
    drop_carried(interfaces);
    std::string names;
    for (const auto& name : interfaces)
      names += (names.empty() ? "" : " ") + name;
    return names;
  };
  CAF_CHECK_EQUAL(kept({"eth0", "sit1"}), "eth0"); // IPv6 in IPv4
  CAF_CHECK_EQUAL(kept({"wg0", "eth0"}), "eth0");
  CAF_CHECK_EQUAL(kept({"eth0.10", "eth0"}), "eth0");
  CAF_CHECK_EQUAL(kept({"eth0.10", "eth1"}), "eth0.10 eth1");
  CAF_CHECK_EQUAL(kept({"wg0"}), "wg0"); // nothing else is known
  CAF_CHECK_EQUAL(kept({"br0", "eth1", "ppp0"}), "br0 eth1 ppp0");
  CAF_CHECK_EQUAL(kept({}), "");
}

CAF_TEST(default routes name the interfaces that lead out) {
  std::vector<std::string> found;
  add_default_routes(
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
      "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
      "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
      "wg0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n"
      "eth1\t00000000\t0101A8C0\t0000\t0\t0\t0\t00000000\t0\t0\t0\n",
      found);
  CAF_CHECK((found == std::vector<std::string>{"eth0"}));
  const std::string any(32, '0');
  const auto rest = " " + any + " 00 " + any + " 00000400 00000001 00000000 ";
  found.clear();
  add_default_routes_v6(
      any + " 00" + rest + "00000003     eth2\n" + any + " 00" + rest + "00200200       lo\n" + any
          + " 00" + rest + "00000203     eth3\n" + any + " 40" + rest + "00000001     eth4\n",
      found);
  CAF_CHECK((found == std::vector<std::string>{"eth2"}));
  for (const auto* text : {"", "eth0\n", "eth0\t00000000\t0\tx\t0\t0\t0\t00000000\n", "\n \n"}) {
    found.clear();
    add_default_routes(text, found);
    add_default_routes_v6(text, found);
    CAF_CHECK(found.empty());
  }
}

CAF_TEST(an interface on others is recognised by its name) {
  for (const auto* name :
       {"docker0", "br-0a1b", "virbr0", "bond0", "eth0.100", "vlan7", "veth1a", "tun0", "tap1",
        "wg0", "vxlan.calico", "flannel.1", "cali12", "podman1"})
    CAF_CHECK(is_on_others(name));
  for (const auto* name : {"eth0", "ens3", "enp0s31f6", "wlan0", "wlp2s0", "eno1", "usb0", "ib0"})
    CAF_CHECK(!is_on_others(name));
}

CAF_TEST(tasks are behind the slash) {
  CAF_CHECK(parse_host_tasks("10.29 7.72 7.07 5/1020 1443\n") == 1020u);
  for (const auto* text : {"", "1 2 3", "1 2 3 4 5\n", "1 2 3 4/ 5\n", "1 2 3 4/x 5\n"})
    CAF_CHECK(!parse_host_tasks(text));
}

CAF_TEST(load averages have two decimals) {
  const auto busy = parse_host_load("10.29 7.72 0.07 5/1020 1443\n");
  CAF_CHECK((busy == model::load_averages{1029, 772, 7}));
  const auto idle = parse_host_load("0.00 0.00 0.00 1/80 9\n");
  CAF_CHECK((idle == model::load_averages{0, 0, 0}));
  const auto huge = parse_host_load("4194304.99 1.00 1.00 1/80 9\n");
  CAF_CHECK((huge == model::load_averages{419'430'499, 100, 100}));
  for (const auto* text :
       {"", "\n", "0.52 0.58", "0.52 0.58 0.5", "1 2 3 4/5 6\n", "0.52 0.58 nan 1/2 3\n",
        "0.52 -0.58 0.59 1/2 3\n", "0.52 0.-8 0.59 1/2 3\n", "0.52 .58 0.59 1/2 3\n",
        "0.52 0.58 0.591 1/2 3\n", "4194305.00 1.00 1.00 1/80 9\n",
        "99999999999.00 1.00 1.00 1/80 9\n"})
    CAF_CHECK(!parse_host_load(text));
}

CAF_TEST(no text about the host is too broken to be read) {
  const std::vector<std::string> texts{
      "cpu  10 2 30 4000 500 6 7 80 9 1\nbtime 1795340652\n",
      "MemTotal:       1000 kB\nMemFree: 5\nCached:\nBuffers: -1 kB\n", "10.29 7.72 7.07 5/10 1\n",
      std::string(1, '\0') + "\xff\n\n \n:\n= \n cpu\n/\n"};
  for (const auto& text : texts) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (const auto& part : {text.substr(0, i), text.substr(i)}) {
        parse_host_cpu(part, 100);
        parse_boot_time(part);
        parse_host_memory(part);
        parse_host_tasks(part);
        parse_host_load(part);
      }
    }
  }
}

} // namespace host_text_test
