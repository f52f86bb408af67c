#define CAF_SUITE engine.cgroup_source
#include "engine/cgroup_source.hpp"
#include "engine/engine_json.hpp"
#include "scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <functional>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

using namespace docker_monitor;
using namespace docker_monitor::engine;
using namespace std::chrono_literals;
using tests::scratch_tree;

namespace {

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
std::string id_with_quiet_beginning() {
  for (char c = 'a';; ++c) {
    std::string id(64, c);
    if (std::hash<std::string>{}(id) % 60 == 0)
      return id;
    for (int i = 0; i < 10'000; ++i) {
      const auto number = std::to_string(i);
      id.replace(0, number.size(), number);
      if (std::hash<std::string>{}(id) % 60 == 0)
        return id;
    }
  }
}

std::string net_dev(int rx_bytes) {
  return "Inter-|\n face |\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n  eth0: "
         + std::to_string(rx_bytes) + " 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n";
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

  model::expected<reading_state> read() {
    now += 1s;
    return reader->read(counters, nullptr);
  }

  void read_well(int times = 1) {
    for (int i = 0; i < times; ++i)
      CAF_REQUIRE(read().has_value());
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(reader_tests, one_container)

CAF_TEST(the first reading reads everything) {
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(counters.source == model::source_kind::cgroup);
  CAF_CHECK(counters.clock == now);
  CAF_CHECK(counters.read_at == model::engine_time(now + 24h));
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
  CAF_CHECK(counters.cpu_user_ns == 1000u);
  CAF_CHECK(counters.memory_usage_bytes == 900000u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(counters.memory_cache_bytes == 20u);
  CAF_CHECK(counters.memory_inactive_file_bytes == 5u);
  CAF_CHECK(counters.memory_swap_bytes == 0u);
  CAF_CHECK(counters.memory_oom_kills == 0u);
  CAF_CHECK(counters.memory_clock == now);
  CAF_CHECK(counters.memory_limit_bytes == 2048u * 1024u); // unlimited: what the host has
  CAF_CHECK(counters.pids == 1u);
  CAF_CHECK(!counters.pids_limit);
  CAF_CHECK(counters.block_write_operations == 4u);
  CAF_CHECK((counters.cpu_pressure == model::pressure{1, 1}));
  CAF_CHECK(!counters.memory_pressure); // this kernel has no such file
  CAF_REQUIRE(counters.interfaces != nullptr);
  CAF_CHECK_EQUAL(counters.interfaces->size(), 1u);
}

CAF_TEST(a container that does nothing is hardly read) {
  read_well();
  const auto before = source->statistics();
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(read().value() == reading_state::unchanged);
  CAF_CHECK(counters.clock == now);
  const auto after = source->statistics();
  CAF_CHECK_EQUAL(after.files_read - before.files_read, 6u); // CPU time and memory usage
  CAF_CHECK_EQUAL(after.memory_details, before.memory_details);
  CAF_CHECK_EQUAL(after.readings - before.readings, 3u);
}

CAF_TEST(what changes without CPU time is seen within ten readings) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("pids.current", "2\n");
  set("io.stat", "8:0 rbytes=9 wbytes=2 rios=3 wios=4\n");
  set("memory.events", "oom_kill 1\n");
  tree.write("proc/735/net/dev", net_dev(101));
  read_well(5);
  CAF_CHECK(counters.block_read_bytes == 9u);
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 101u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  read_well(5);
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_oom_kills == 1u);
  CAF_CHECK(counters.pids == 2u);
}

CAF_TEST(a little CPU time has all but memory details and limits looked at) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("pids.current", "2\n");
  set("io.stat", "8:0 rbytes=9 wbytes=2 rios=3 wios=4\n");
  set("pids.max", "7\n");
  use_cpu(5'400);
  read_well();
  CAF_CHECK(counters.pids == 1u); // hardly any
  use_cpu(5'900);
  const auto memory_clock = counters.memory_clock;
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(counters.pids == 2u);
  CAF_CHECK(counters.block_read_bytes == 9u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(counters.memory_clock == memory_clock);
  CAF_CHECK(!counters.pids_limit);
}

CAF_TEST(a millisecond of CPU time has memory details read even in small pieces) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  use_cpu(5'600);
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  use_cpu(6'200); // 1.2 ms since the details were read
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_clock == now);
}

CAF_TEST(memory that moved has its details read) {
  read_well();
  set("memory.stat", "anon 11\nfile 20\ninactive_file 5\n");
  set("memory.current", "1100000\n");
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  set("memory.current", "1170000\n"); // 270 kB more than when they were read
  set("memory.events", "oom_kill 2\n");
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 11u);
  CAF_CHECK(counters.memory_oom_kills == 0u);
  set("memory.current", "2090000\n"); // near the limit
  read_well();
  set("memory.events", "oom_kill 3\n");
  set("memory.current", "70000\n");
  read_well();
  CAF_CHECK(counters.memory_oom_kills == 3u); // somebody had to go
}

CAF_TEST(near the limit memory details are always read) {
  set("memory.max", "940000\n");
  read_well();
  for (int i = 1; i < 4; ++i) {
    set("memory.stat", "anon " + std::to_string(100 + i) + "\nfile 20\ninactive_file 5\n");
    read_well();
    CAF_CHECK(counters.memory_rss_bytes == 100u + static_cast<unsigned>(i));
  }
}

CAF_TEST(limits are read anew after news of the container and now and then) {
  read_well();
  set("pids.max", "7\n");
  set("memory.max", "1000000\n");
  read_well(3);
  CAF_CHECK(!counters.pids_limit);
  reader->update(container);
  CAF_CHECK(read().value() == reading_state::changed);
  CAF_CHECK(counters.pids_limit == 7u);
  CAF_CHECK(counters.memory_limit_bytes == 1000000u);
  set("pids.max", "8\n");
  read_well(60);
  CAF_CHECK(counters.pids_limit == 8u);
}

CAF_TEST(interfaces that are as before are shared with the reading before) {
  read_well();
  const auto before = counters.interfaces;
  use_cpu(5'600);
  read_well();
  CAF_CHECK(counters.interfaces == before);
  CAF_CHECK(counters.network_clock == now);
}

CAF_TEST(another pid is another network) {
  read_well();
  make_process(736);
  tree.write("proc/736/net/dev", net_dev(777));
  container.pid = 736;
  reader->update(container);
  read_well();
  CAF_CHECK_EQUAL(counters.interfaces->front().rx_bytes, 777u);
}

CAF_TEST(a pid that another process took over tells nothing) {
  tree.write("proc/735/cgroup", "0::/system.slice/other.service\n");
  read_well();
  CAF_CHECK(counters.interfaces == nullptr);
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
}

CAF_TEST(the network of the host and the loopback alone are none) {
  container.network_mode = "host";
  reader->update(container);
  read_well();
  CAF_CHECK(counters.interfaces == nullptr);
  container.network_mode = "none";
  tree.write("proc/735/net/dev", "Inter-|\n face |\n lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n");
  reader->update(container);
  read_well(10);
  CAF_CHECK(counters.interfaces == nullptr);
}

CAF_TEST(a container that is gone is a failure that leaves the counters) {
  read_well();
  const auto before = counters.clock;
  reader->update(container);
  tree.remove("cgroup/docker");
  container.started_at = model::engine_time(1s); // a new generation: files are opened anew
  reader->update(container);
  const auto gone = read();
  CAF_REQUIRE(!gone);
  CAF_CHECK(gone.error().code == model::failure_code::not_found);
  CAF_CHECK(counters.clock == before);
  CAF_CHECK(counters.cpu_total_ns == 5'000'000u);
  make_group();
  use_cpu(10);
  read_well();
  CAF_CHECK(counters.cpu_total_ns == 10'000u);
}

CAF_TEST(a container that moved is found in the same reading) {
  // Without descriptors each reading opens by path, as one does whose files the kernel took away.
  auto poor = settings(tree);
  poor.descriptors = std::make_shared<descriptor_budget>(0);
  reader.reset(); // before its source
  source = cgroup_source::make(poor).value();
  reader = source->open(container);
  read_well();
  tree.remove("cgroup/docker");
  group = "cgroup/system.slice/docker-" + container.id + ".scope";
  make_group();
  use_cpu(7);
  read_well();
  CAF_CHECK(counters.cpu_total_ns == 7'000u);
  CAF_CHECK_EQUAL(poor.descriptors->used(), 0u);
}

CAF_TEST(a file that does not hold what it should is a failure) {
  set("cpu.stat", "nonsense\n");
  const auto result = read();
  CAF_REQUIRE(!result);
  CAF_CHECK(result.error().code == model::failure_code::malformed);
  CAF_CHECK(result.error().message.find("cpu.stat") != std::string::npos);
}

CAF_TEST(counters of the engine are no base to go on from) {
  counters.source = model::source_kind::engine;
  counters.cpu_total_ns = 5'000'000;
  counters.memory_rss_bytes = 999;
  counters.memory_pressure = model::pressure{1, 1};
  read_well();
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(!counters.memory_pressure);
}

CAF_TEST(readers give back what they opened) {
  auto budget = std::make_shared<descriptor_budget>(100);
  auto own = settings(tree);
  own.descriptors = budget;
  const auto other = cgroup_source::make(own).value();
  {
    const auto first = other->open(container);
    model::counters unused;
    CAF_CHECK(first->read(unused, nullptr).has_value());
    CAF_CHECK_EQUAL(budget->containers(), 1u);
    CAF_CHECK(budget->used() > 5);
  }
  CAF_CHECK_EQUAL(budget->containers(), 0u);
  CAF_CHECK_EQUAL(budget->used(), 0u);
}

CAF_TEST(running out of descriptors is no failure while one is left) {
  rlimit before{};
  CAF_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const auto next = ::dup(STDIN_FILENO);
  CAF_REQUIRE(next >= 0);
  ::close(next);
  for (int left = 0; left < 6; ++left) {
    auto own = settings(tree);
    reader.reset();
    source = cgroup_source::make(own).value();
    reader = source->open(container);
    counters = {};
    auto fewer = before;
    fewer.rlim_cur = static_cast<rlim_t>(next + left);
    CAF_REQUIRE(::setrlimit(RLIMIT_NOFILE, &fewer) == 0);
    const auto result = read();
    CAF_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CAF_REQUIRE_EQUAL(result.has_value(), left > 0);
    if (!result)
      continue;
    CAF_CHECK(counters.memory_usage_bytes == 900000u);
    CAF_CHECK(counters.memory_rss_bytes == 10u);
    CAF_CHECK(counters.pids == 1u);
    CAF_CHECK(counters.interfaces != nullptr);
  }
}

CAF_TEST(a budget of two descriptors a container still reads everything) {
  auto budget = std::make_shared<descriptor_budget>(2);
  auto poor = settings(tree);
  poor.descriptors = budget;
  reader.reset(); // before its source
  source = cgroup_source::make(poor).value();
  reader = source->open(container);
  read_well();
  CAF_CHECK_EQUAL(budget->used(), 2u);
  CAF_CHECK(counters.pids == 1u);
  CAF_CHECK(counters.memory_rss_bytes == 10u);
  CAF_CHECK(counters.interfaces != nullptr);
}

CAF_TEST_FIXTURE_SCOPE_END()

namespace {

/// One percent apart at most.
bool is_near(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
  if (!a || !b)
    return false;
  const auto greater = std::max(*a, *b);
  return greater - std::min(*a, *b) <= greater / 100;
}

/// What a recorded container's files tell, and what its engine told some time before.
void compare(const scratch_tree& tree, const std::string& name, bool is_podman) {
  const clocks time;
  auto source = cgroup_source::make(time.settings(tree)).value();
  std::istringstream rows(tree.read("pids"));
  model::container container;
  std::string row;
  std::int32_t pid = 0;
  while (rows >> row >> pid >> container.id && row != name) {
  }
  CAF_REQUIRE_EQUAL(row, name);
  container.pid = pid;
  container.network_mode = name == "hostnet" ? "host" : "bridge";
  model::counters ours;
  CAF_REQUIRE(source->open(container)->read(ours, nullptr).has_value());
  const auto theirs = parse_stats(tree.read("stats/" + name + ".json")).value();

  CAF_CHECK(ours.cpu_total_ns >= theirs.cpu_total_ns);
  CAF_CHECK(ours.memory_limit_bytes == theirs.memory_limit_bytes);
  CAF_CHECK(ours.pids == theirs.pids);
  if (is_podman)
    return; // it tells memory less the cache, and no limit of processes
  CAF_CHECK(is_near(ours.memory_usage_bytes, theirs.memory_usage_bytes));
  CAF_CHECK(ours.memory_rss_bytes == theirs.memory_rss_bytes);
  CAF_CHECK(ours.memory_cache_bytes == theirs.memory_cache_bytes);
  CAF_CHECK(ours.memory_inactive_file_bytes == theirs.memory_inactive_file_bytes);
  CAF_CHECK(ours.pids_limit == theirs.pids_limit);
  CAF_CHECK(ours.block_read_bytes.value_or(0) == theirs.block_read_bytes.value_or(0));
  CAF_CHECK(ours.block_write_bytes.value_or(0) == theirs.block_write_bytes.value_or(0));
  if (name == "io" || name == "oomchild") { // which did nothing any more
    CAF_CHECK(ours.cpu_total_ns == theirs.cpu_total_ns);
    CAF_CHECK(ours.cpu_user_ns == theirs.cpu_user_ns);
    CAF_CHECK(ours.cpu_system_ns == theirs.cpu_system_ns);
  }
  CAF_CHECK_EQUAL(ours.memory_oom_kills.value(), name == "oomchild" ? 1u : 0u);
  if (name == "throttle")
    CAF_CHECK(ours.cpu_throttled_ns.value() >= theirs.cpu_throttled_ns.value());
  if (name == "twonets") {
    CAF_REQUIRE(ours.interfaces != nullptr && theirs.interfaces != nullptr);
    CAF_CHECK_EQUAL(ours.interfaces->size(), 2u);
    // What was sent stood still; some neighbours' packets came in meanwhile.
    for (std::size_t i = 0; i < 2; ++i) {
      CAF_CHECK_EQUAL((*ours.interfaces)[i].name, (*theirs.interfaces)[i].name);
      CAF_CHECK_EQUAL((*ours.interfaces)[i].tx_bytes, (*theirs.interfaces)[i].tx_bytes);
      CAF_CHECK((*ours.interfaces)[i].rx_bytes >= (*theirs.interfaces)[i].rx_bytes);
    }
  }
  if (name == "hostnet")
    CAF_CHECK(ours.interfaces == nullptr);
}

} // namespace

CAF_TEST(a controller without the container tells nothing of the host) {
  const scratch_tree tree;
  const std::string id(64, 'e');
  tree.write("cgroup/cpuacct/a/" + id + "/cpuacct.usage", "7\n");
  tree.write("cgroup/memory/b/" + id + "/memory.usage_in_bytes", "8\n");
  tree.write("cgroup/blkio/blkio.throttle.io_service_bytes", "8:0 Read 9\nTotal 9\n");
  tree.write("cgroup/cpu/cpu.stat", "nr_periods 9\n");
  tree.write("proc/735/cgroup", "4:memory:/b/" + id + "\n3:blkio,cpu:/\n2:cpuacct:/a/" + id + "\n");
  const clocks time;
  const auto source = cgroup_source::make(time.settings(tree)).value();
  model::container container;
  container.id = id;
  container.pid = 735;
  model::counters counters;
  CAF_REQUIRE(source->open(container)->read(counters, nullptr).has_value());
  CAF_CHECK(counters.cpu_total_ns == 7u);
  CAF_CHECK(counters.memory_usage_bytes == 8u);
  CAF_CHECK(!counters.block_read_bytes);
  CAF_CHECK(!counters.cpu_periods);
}

CAF_TEST(v1 throttling is read where there is a quota) {
  scratch_tree tree{std::string("20.10.24-v1-cgroupfs")};
  std::istringstream rows(tree.read("pids"));
  const clocks time;
  const auto source = cgroup_source::make(time.settings(tree)).value();
  model::container container;
  std::string name;
  int pid = 0;
  while (rows >> name >> pid >> container.id) {
    const auto reader = source->open(container);
    model::counters counters;
    CAF_REQUIRE(reader->read(counters, nullptr).has_value());
    tree.write("cgroup/cpu/docker/" + container.id + "/cpu.stat", "nr_periods 4711\n");
    const auto usage = std::to_string(*counters.cpu_total_ns + 1);
    tree.write("cgroup/cpuacct/docker/" + container.id + "/cpuacct.usage", usage + "\n");
    CAF_REQUIRE(reader->read(counters, nullptr).has_value());
    CAF_CHECK_EQUAL(counters.cpu_periods == 4711u, name != "oomchild");
  }
}

CAF_TEST(recorded v1 groups agree with what Docker 20_10 told) {
  const scratch_tree tree{std::string("20.10.24-v1-cgroupfs")};
  for (const auto* name : {"limit", "oomchild", "throttle"})
    compare(tree, name, false);
}

CAF_TEST(recorded v2 groups agree with what Docker 26_1 told) {
  const scratch_tree tree{std::string("26.1.5-v2-systemd")};
  for (const auto* name : {"limit", "io", "oomchild", "hostnet", "twonets"})
    compare(tree, name, false);
}

CAF_TEST(recorded v2 groups of crun agree with what Docker 28_5 told) {
  const scratch_tree tree{std::string("28.5.2-v2-systemd-crun")};
  for (const auto* name : {"io", "throttle", "oomchild", "twonets"})
    compare(tree, name, false);
}

CAF_TEST(recorded v2 groups agree with what Podman told) {
  const scratch_tree tree{std::string("podman-5.4.2-v2-systemd")};
  for (const auto* name : {"io", "oomchild"})
    compare(tree, name, true);
}

namespace {

/// A group of the running kernel in each hierarchy; removed with this.
class kernel_group {
 public:
  kernel_group() {
    const auto layout = cgroup_layout::detect("/sys/fs/cgroup").value();
    path_ = "/docker-monitor-test-" + std::to_string(::getpid());
    for (std::size_t i = 0; i < cgroup_controllers; ++i) {
      const auto& directory = layout.at(static_cast<cgroup_controller>(i)).directory;
      if (!directory.empty())
        roots_.push_back(directory);
    }
  }

  /// False where the kernel refuses.
  bool make(const std::string& id) {
    ids_.push_back(id);
    for (const auto& root : roots_) {
      std::error_code error;
      std::filesystem::create_directory(root + path_, error);
      if (!error)
        std::filesystem::create_directory(root + path_ + "/" + id, error);
      if (error)
        return false;
    }
    return true;
  }

  void remove() {
    for (const auto& root : roots_) {
      for (const auto& id : ids_)
        ::rmdir((root + path_ + "/" + id).c_str());
      ::rmdir((root + path_).c_str());
    }
  }

  ~kernel_group() { remove(); }
  kernel_group(const kernel_group&) = delete;
  kernel_group& operator=(const kernel_group&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::vector<std::string> roots_;
  std::vector<std::string> ids_;
};

} // namespace

CAF_TEST(groups of the running kernel are read and their end is noticed) {
  kernel_group group;
  model::container container;
  container.id = std::string(64, 'd');
  container.cgroup_parent = group.path();
  if (!group.make(container.id)) {
    CAF_FAIL("cannot make a cgroup below /sys/fs/cgroup: this test must run as root on a host, or "
             "in a container, whose cgroup tree is writable");
  }
  const auto source = cgroup_source::make({}).value();
  const auto reader = source->open(container);
  model::counters counters;
  CAF_REQUIRE(reader->read(counters, nullptr).has_value());
  CAF_CHECK(counters.cpu_total_ns == 0u);
  CAF_CHECK(counters.memory_usage_bytes.has_value());
  CAF_CHECK(counters.memory_rss_bytes == 0u);
  CAF_CHECK(counters.memory_limit_bytes == source->host_memory_bytes());
  CAF_CHECK(counters.pids == 0u);
  CAF_CHECK(counters.block_write_bytes.value_or(0) == 0u);
  CAF_CHECK(counters.block_write_operations.value_or(0) == 0u);
  CAF_CHECK(counters.interfaces == nullptr);
  const auto first = counters.clock;
  CAF_REQUIRE(reader->read(counters, nullptr).has_value());
  CAF_CHECK(counters.clock > first);
  group.remove();
  const auto gone = reader->read(counters, nullptr);
  CAF_REQUIRE(!gone);
  CAF_CHECK(gone.error().code == model::failure_code::not_found);
  CAF_REQUIRE(group.make(container.id));
  CAF_CHECK(reader->read(counters, nullptr).has_value());
}
