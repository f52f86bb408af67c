#pragma once

#include "engine/cgroup/cgroup_source.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace docker_monitor::tests {

using namespace docker_monitor::engine;
using namespace std::chrono_literals;

/// Times that the test sets.
struct clocks {
  std::chrono::nanoseconds now = 1h;

  [[nodiscard]] cgroup_settings settings(const scratch_tree& tree) const {
    cgroup_settings result;
    result.cgroup_root = tree.at("cgroup");
    result.proc_root = tree.at("proc");
    result.mountinfo = tree.at("mountinfo");
    result.descriptors = std::make_shared<descriptor_budget>(100);
    result.steady_clock = [this] { return now; };
    result.wall_clock = [this] { return model::engine_time(now + 24h); };
    return result;
  }
};

/// An id whose container's seldom readings do not come among the first few.
inline std::string id_with_quiet_beginning() {
  for (char c = 'a';; ++c) {
    std::string id(64, c);
    if (std::hash<std::string>{}(id) % 240 == 0)
      return id;
    for (int i = 0; i < 100'000; ++i) {
      const auto number = std::to_string(i);
      id.replace(0, number.size(), number);
      if (std::hash<std::string>{}(id) % 240 == 0)
        return id;
    }
  }
}

/// The text of a `net/dev` with an interface that received so much.
inline std::string net_dev(int rx_bytes) {
  return "Inter-|\n face |\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n  eth0: "
         + std::to_string(rx_bytes) + " 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n";
}

/// The lines of `/proc/stat` about so many CPUs.
inline std::string cores(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += "cpu" + std::to_string(i) + " 1 1 1 1\n";
  return text;
}

/// One container on cgroup v2, whose files the test writes.
struct one_container : clocks {
  scratch_tree tree;
  model::container container;
  model::counters counters;
  std::shared_ptr<cgroup_source> source;
  std::unique_ptr<sample_reader> reader;
  std::string group;

  one_container() {
    container.id = id_with_quiet_beginning();
    container.pid = 735;
    container.network_mode = "bridge";
    group = "cgroup/docker/" + container.id;
    tree.write("cgroup/cgroup.controllers", "cpu io memory pids\n");
    tree.write("proc/meminfo", "MemTotal: 2048 kB\n");
    tree.write("proc/stat", "cpu 1 1 1 1\n" + cores(4));
    make_group();
    make_process(735);
    source = cgroup_source::make(settings(tree)).value();
    reader = source->open(container);
  }

  void make_group() {
    use_cpu(5'000);
    set("memory.current", "900000\n");
    set("memory.stat", "anon 10\nfile 20\ninactive_file 5\n");
    set("memory.max", "max\n");
    set("memory.events", "oom_kill 0\n");
    set("memory.swap.current", "0\n");
    set("pids.current", "1\n");
    set("pids.max", "max\n");
    set("io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4\n");
    set("cpu.pressure", "some total=1\nfull total=1\n");
  }

  void make_process(int pid) const {
    const auto folder = "proc/" + std::to_string(pid);
    tree.write(folder + "/cgroup", "0::/docker/" + container.id + "\n");
    tree.write(folder + "/net/dev", net_dev(100));
  }

  void set(const std::string& file, const std::string& text) const {
    tree.write(group + "/" + file, text);
  }

  void use_cpu(int total_us) const {
    set("cpu.stat", "usage_usec " + std::to_string(total_us) + "\nuser_usec 1\nsystem_usec 2\n");
  }

  model::expected<reading_state> read(std::chrono::nanoseconds interval = 1s) {
    now += interval;
    return reader->read(counters, nullptr);
  }

  void read_well(int times = 1) {
    for (int i = 0; i < times; ++i)
      CAF_REQUIRE(read().has_value());
  }
};

} // namespace docker_monitor::tests
