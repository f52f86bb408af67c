#define CAF_SUITE engine.host_source
#include "engine/cgroup/kernel_file.hpp"
#include "engine/host/host_source.hpp"
#include "model/container/snapshot.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

#include <unistd.h>

namespace host_source_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using namespace std::chrono_literals;
using tests::scratch_tree;

namespace {

struct recorded_host {
  std::chrono::nanoseconds now = 1h;
  scratch_tree tree{std::string("host")};
  std::shared_ptr<host_source> source = make(tree.at("elsewhere"));
  std::unique_ptr<sample_reader> reader = source->open(*source->host());
  model::counters counters;

  /// Ours has its own proc files at `own`.
  [[nodiscard]] std::shared_ptr<host_source> make(std::string own) const {
    host_settings settings;
    settings.proc_root = tree.at("proc");
    settings.own_proc = std::move(own);
    settings.steady_clock = [this] { return now; };
    settings.wall_clock = [this] { return model::engine_time(now + 24h); };
    return host_source::make(std::move(settings));
  }

  void read_well(int times = 1, std::chrono::nanoseconds interval = 1s) {
    for (int i = 0; i < times; ++i) {
      now += interval;
      CAF_REQUIRE(reader->read(counters, nullptr).has_value());
    }
  }

  /// The network of process 1 with so many containers.
  void connect(int containers, int rx_bytes) const {
    std::string text = "Inter-|\n face |\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n";
    const auto add = [&](const std::string& name, int bytes) {
      text += name + ": " + std::to_string(bytes) + " 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n";
    };
    for (int i = 0; i < containers; ++i)
      add("veth" + std::to_string(i), i);
    add("eth0", rx_bytes);
    tree.write("proc/1/net/dev", text);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(host_source_tests, recorded_host)

CAF_TEST(the host is watched as a container that was started when it was booted) {
  const auto& host = *source->host();
  CAF_CHECK_EQUAL(host.id, model::host_id);
  CAF_CHECK_EQUAL(host.name, model::host_id);
  CAF_CHECK(is_up(host.status));
  CAF_CHECK(host.started_at == model::engine_time{1795344240s});
}

CAF_TEST(a reading has what the kernel reports about all processes) {
  read_well();
  CAF_CHECK(counters.source == model::source_kind::cgroup);
  CAF_CHECK(counters.clock == now);
  CAF_CHECK(counters.read_at == model::engine_time(now + 24h));
  const auto tick = 1'000'000'000u / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  CAF_CHECK(counters.cpu_user_ns == 98'324 * tick);
  CAF_CHECK(counters.cpu_system_ns == (64'170 + 5'486) * tick);
  CAF_CHECK(counters.cpu_total_ns == (98'324 + 64'170 + 5'486) * tick);
  CAF_CHECK(counters.memory_limit_bytes == 2'021'548u * 1024);
  CAF_CHECK(counters.memory_usage_bytes == (2'021'548u - 1'485'604u) * 1024);
  CAF_CHECK(counters.memory_cache_bytes == (9'552u + 222'120u) * 1024);
  CAF_CHECK(counters.memory_inactive_file_bytes == 22'192u * 1024);
  CAF_CHECK(counters.memory_rss_bytes == 209'032u * 1024);
  CAF_CHECK(counters.memory_swap_bytes == 0u);
  CAF_CHECK(counters.pressure_clock == now);
  CAF_CHECK((counters.cpu_pressure == model::pressure{995635254, 0}));
  CAF_CHECK((counters.memory_pressure == model::pressure{74721, 35072}));
  CAF_CHECK((counters.block_pressure == model::pressure{6935741, 1757761}));
  CAF_CHECK(counters.pids == 346u);
  CAF_CHECK((counters.load == model::load_averages{927, 893, 565}));
  CAF_CHECK(!counters.processes);
  CAF_CHECK(!counters.pids_limit);
  CAF_REQUIRE(counters.limits != nullptr);
  CAF_CHECK_EQUAL(counters.limits->cgroup_path, "/");
  CAF_CHECK(counters.limits->cores > 0u);
  CAF_CHECK(!counters.limits->memory_bytes && !counters.limits->cpu_quota_us);
  CAF_CHECK(counters.memory_available_bytes < counters.memory_limit_bytes);
}

CAF_TEST(disks are whole and none is counted twice) {
  read_well();
  CAF_REQUIRE(counters.devices != nullptr);
  CAF_REQUIRE_EQUAL(counters.devices->size(), 1u);
  const auto& disk = counters.devices->front();
  CAF_CHECK_EQUAL(disk.name, "vda");
  CAF_CHECK(counters.block_read_bytes == disk.read_bytes);
  CAF_CHECK(counters.block_write_operations == disk.write_operations);
  CAF_CHECK_EQUAL(disk.read_bytes % 512, 0u);
  tree.write(
      "proc/diskstats", "8 0 sda 1 0 2 0 3 0 4 0\n8 1 sda1 1 0 2 0 3 0 4 0\n"
                        "253 0 dm-0 1 0 2 0 3 0 4 0\n8 16 sdb 0 0 0 0 0 0 0 0\n"
                        "259 0 nvme0n1 5 0 6 0 7 0 8 0\n259 1 nvme0n1p1 5 0 6 0 7 0 8 0\n");
  read_well();
  CAF_REQUIRE_EQUAL(counters.devices->size(), 2u);
  CAF_CHECK((counters.devices->front() == model::device_counters{"sda", 1024, 2048, 1, 3}));
  CAF_CHECK_EQUAL(counters.devices->back().name, "nvme0n1");
  CAF_CHECK(counters.block_read_bytes == 8u * 512);
  CAF_CHECK(counters.block_write_bytes == 12u * 512);
  CAF_CHECK(counters.block_read_operations == 6u);
}

CAF_TEST(of very many disks and interfaces the first are reported and all disks summed) {
  std::string disks;
  std::string network = "Inter-|   Receive\n face |bytes\n";
  for (int i = 0; i < 100'000; ++i) {
    const auto name = "d" + std::to_string(i) + "x";
    disks += "8 " + std::to_string(i) + " " + name + " 1 0 2 0 3 0 4 0\n";
    network += name + ": 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n";
  }
  tree.write("proc/diskstats", disks);
  tree.write("proc/1/net/dev", network);
  read_well();
  CAF_CHECK(counters.block_read_operations == 100'000u);
  CAF_REQUIRE(counters.devices != nullptr);
  CAF_CHECK_EQUAL(counters.devices->size(), max_listed);
  CAF_REQUIRE(counters.interfaces != nullptr);
  CAF_CHECK_EQUAL(counters.interfaces->size(), max_listed);
}

CAF_TEST(the network is that of process 1 without the ends of containers) {
  read_well();
  CAF_REQUIRE(counters.interfaces != nullptr);
  CAF_REQUIRE_EQUAL(counters.interfaces->size(), 3u);
  CAF_CHECK_EQUAL(counters.interfaces->back().name, "eth0");
  connect(3, 7);
  read_well();
  CAF_REQUIRE_EQUAL(counters.interfaces->size(), 1u);
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 7u);
}

CAF_TEST(the interfaces of the default routes count in sums) {
  connect(0, 7);
  tree.write(
      "proc/1/net/dev", tree.read("proc/1/net/dev")
                            + "docker0: 5 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n"
                              "dsl: 6 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n");
  const auto counted = [&] {
    std::string names;
    for (const auto& each : *counters.interfaces)
      names += each.repeats ? "" : each.name + " ";
    return names;
  };
  tree.remove("proc/1/net/route");
  tree.remove("proc/1/net/ipv6_route");
  read_well();
  CAF_CHECK_EQUAL(counters.interfaces->size(), 3u); // series have them all
  CAF_CHECK_EQUAL(counted(), "eth0 dsl ");          // by their names
  tree.write("proc/1/net/route", "h\ndsl\t00000000\t0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
  read_well(10);
  CAF_CHECK_EQUAL(counted(), "dsl ");
  const std::string any(32, '0');
  tree.write("proc/1/net/ipv6_route", any + " 00 " + any + " 00 " + any + " 1 1 0 00000003 eth0\n");
  read_well(10);
  CAF_CHECK_EQUAL(counted(), "eth0 dsl ");
  tree.write("proc/1/net/route", "h\nppp0\t00000000\t0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
  tree.write("proc/1/net/ipv6_route", "");
  read_well(10);
  CAF_CHECK_EQUAL(counted(), "eth0 dsl "); // none of them is a default route's
}

CAF_TEST(a machine that grew and a clock that was set are seen) {
  read_well();
  const auto stat = tree.read("proc/stat");
  const auto first = source->host();
  tree.write(
      "proc/stat", stat.substr(0, stat.find('\n') + 1) + "cpu0 1 1 1 1\ncpu1 1 1 1 1\n"
                       + "cpu2 1 1 1 1\nintr 5\nbtime 1795344300\n");
  tree.write("proc/meminfo", "MemTotal: 8000 kB\nMemFree: 1000 kB\nMemAvailable: 6000 kB\n");
  read_well(10);
  CAF_CHECK(counters.limits->cores == 3u);
  CAF_CHECK(counters.memory_limit_bytes == 8000u * 1024);
  CAF_CHECK(source->host() != first);
  CAF_CHECK(source->host()->started_at == model::engine_time{1795344300s});
  const auto second = source->host();
  read_well(10);
  CAF_CHECK(source->host() == second);
}

CAF_TEST(with long intervals each reading has all values) {
  connect(3000, 7);
  read_well();
  int cores = 2;
  for (const auto interval : {10s, 120s}) {
    ++cores;
    std::string text = "cpu 1 1 1 1\n";
    for (int i = 0; i < cores; ++i)
      text += "cpu" + std::to_string(i) + " 1 1 1 1\n";
    tree.write("proc/stat", text + "btime " + std::to_string(1795344300 + cores) + "\n");
    tree.write("proc/pressure/cpu", "some total=" + std::to_string(cores) + "\nfull total=0\n");
    connect(3000, 7 + cores);
    read_well(1, interval - 1ms); // timers are not exact
    CAF_CHECK(counters.limits->cores == static_cast<unsigned>(cores));
    CAF_CHECK(source->host()->started_at == model::engine_time{1795344300s + cores * 1s});
    CAF_CHECK(counters.cpu_pressure->waiting_us == static_cast<unsigned>(cores));
    CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 7u + static_cast<unsigned>(cores));
  }
}

CAF_TEST(expensive values are read in every tenth reading of a second) {
  read_well();
  for (const auto early : {0ms, 300ms}) {
    const auto before = counters.pressure_clock;
    read_well(9);
    CAF_CHECK(counters.pressure_clock == before);
    read_well(1, 1s - early);
    CAF_CHECK(counters.pressure_clock == now);
  }
  for (int i = 0; i < 9; ++i) {
    read_well(1, 100ms); // short intervals save as many reads
    CAF_CHECK(counters.pressure_clock != now);
  }
  read_well(1, 100ms);
  CAF_CHECK(counters.pressure_clock == now);
}

CAF_TEST(what stays the same is shared) {
  read_well();
  const auto before = counters;
  read_well();
  CAF_CHECK(counters.limits == before.limits);
  CAF_CHECK(counters.devices == before.devices);
  CAF_CHECK(counters.interfaces == before.interfaces);
  CAF_CHECK(counters.network_clock == now);
}

CAF_TEST(a network with many containers is looked at now and then) {
  connect(3000, 7); // more than a buffer holds
  read_well();
  CAF_REQUIRE_EQUAL(counters.interfaces->size(), 1u);
  connect(3000, 8);
  tree.write("proc/pressure/cpu", "some total=5\nfull total=0\n");
  read_well(9);
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 7u);
  CAF_CHECK(counters.network_clock == now - 9s);
  CAF_CHECK(counters.cpu_pressure->waiting_us != 5u);
  CAF_CHECK(counters.pressure_clock == now - 9s);
  read_well();
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 8u);
  CAF_CHECK(counters.cpu_pressure->waiting_us == 5u);
  CAF_CHECK(counters.pressure_clock == now);
  connect(3, 9);
  read_well(10);
  connect(3, 10);
  read_well();
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 10u);
}

CAF_TEST(in a container without the files of the host there is no network) {
  const auto inside = make(tree.at("proc"));
  CAF_REQUIRE(inside != nullptr);
  reader = inside->open(*inside->host());
  read_well();
  CAF_CHECK(counters.interfaces == nullptr);
  CAF_CHECK(counters.pids == 346u);
  tree.write("proc/2/comm", "sh\n");
  const auto with_shell = make(tree.at("proc"));
  reader = with_shell->open(*with_shell->host());
  read_well();
  CAF_CHECK(counters.interfaces == nullptr);
  tree.write("proc/2/comm", "kthreadd\n"); // the first process namespace is the host's
  const auto outside = make(tree.at("proc"));
  reader = outside->open(*outside->host());
  read_well();
  CAF_CHECK(counters.interfaces != nullptr);
}

CAF_TEST(a load that is no longer reported is not kept) {
  read_well();
  CAF_CHECK(counters.load.has_value());
  tree.write("proc/loadavg", "9.27 8.93\n");
  read_well();
  CAF_CHECK(!counters.load);
}

CAF_TEST(what the kernel does not report is unknown) {
  for (const auto* file : {"meminfo", "loadavg", "pressure", "diskstats", "1"})
    tree.remove(std::string("proc/") + file);
  read_well();
  CAF_CHECK(counters.cpu_total_ns.has_value());
  CAF_CHECK(!counters.memory_usage_bytes && !counters.memory_limit_bytes);
  CAF_CHECK(!counters.pids && !counters.load);
  CAF_CHECK(!counters.cpu_pressure);
  CAF_CHECK(counters.devices == nullptr && !counters.block_read_bytes);
  CAF_CHECK(counters.interfaces == nullptr);
}

CAF_TEST(without the time of the processors there is no reading) {
  read_well();
  const auto before = counters.clock;
  tree.write("proc/stat", "nonsense\n");
  now += 1s;
  const auto broken = reader->read(counters, nullptr);
  CAF_REQUIRE(!broken);
  CAF_CHECK(broken.error().code == model::failure_code::malformed);
  CAF_CHECK(counters.clock == before);
  CAF_CHECK(make(tree.at("elsewhere")) == nullptr);
  tree.remove("proc/stat");
  CAF_CHECK(make(tree.at("elsewhere")) == nullptr);
}

CAF_TEST(lines are read however long the file is) {
  std::string text;
  for (int i = 0; i < 40'000; ++i)
    text += std::to_string(i) + "\n";
  const auto longest = std::string(max_kernel_text - 1, 'x');
  text += longest + "\n" + longest + "yy\nbehind\n" + longest + longest + longest + "\nlast\ncut";
  tree.write("long", text);
  std::vector<std::string> lines;
  kept_file file{tree.at("long")};
  for (int times = 0; times < 2; ++times) {
    lines.clear();
    const auto keep = [&](std::string_view line) { lines.emplace_back(line); };
    CAF_REQUIRE_EQUAL(file.read_lines(keep), 0);
    CAF_REQUIRE_EQUAL(lines.size(), 40'003u);
    CAF_CHECK_EQUAL(lines[39'999], "39999");
    CAF_CHECK(lines[40'000] == longest);
    CAF_CHECK_EQUAL(lines[40'001], "behind"); // what is longer than the buffer is no line
    CAF_CHECK_EQUAL(lines[40'002], "last");
  }
  tree.write("empty", "");
  CAF_CHECK_EQUAL(read_kernel_lines(tree.at("empty").c_str(), [](auto) { CAF_FAIL("a line"); }), 0);
  CAF_CHECK_EQUAL(read_kernel_lines(tree.at("nowhere").c_str(), [](auto) {}), ENOENT);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(the running host is read) {
  const auto source = host_source::make({});
  CAF_REQUIRE(source != nullptr);
  const auto reader = source->open(*source->host());
  model::counters counters;
  CAF_REQUIRE(reader->read(counters, nullptr).has_value());
  const auto before = counters;
  CAF_REQUIRE(reader->read(counters, nullptr).has_value());
  CAF_CHECK(counters.clock > before.clock);
  CAF_CHECK(counters.cpu_total_ns >= before.cpu_total_ns);
  CAF_CHECK(counters.cpu_total_ns >= counters.cpu_user_ns);
  CAF_CHECK(counters.memory_usage_bytes < counters.memory_limit_bytes);
  CAF_CHECK(counters.pids > 0u);
  CAF_CHECK(source->host()->started_at < counters.read_at);
}

} // namespace host_source_test
