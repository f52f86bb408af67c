#include "simulator/api/engine_json.hpp"
#include "simulator/api/json_text.hpp"
#include "simulator/api/version.hpp"
#include "simulator/container/network.hpp"

#include <algorithm>

namespace docker_monitor::simulator {

namespace {

constexpr std::string_view never = "0001-01-01T00:00:00Z";
constexpr std::string_view no_throttling =
    R"("throttling_data":{"periods":0,"throttled_periods":0,"throttled_time":0}})";
constexpr std::string_view no_cpu =
    R"({"cpu_usage":{"total_usage":0,"usage_in_kernelmode":0,"usage_in_usermode":0},)";
constexpr std::uint64_t cgroup_period_ns = 100'000'000; ///< the kernel's default CFS period

/// The input of one line.
struct reading {
  const simulation& world;
  const simulated_container& container;
  bool v2;
  bool podman;
};

void put_cpu(std::string& out, const reading& of, const usage& used, std::chrono::nanoseconds ago) {
  const auto& options = of.world.options();
  const auto kernel = used.cpu_kernel_ns;
  put(out, R"({"cpu_usage":{"total_usage":)", used.cpu_ns);
  if (!of.v2) {
    // The first core gets the remainder of an even split.
    const auto share = used.cpu_ns / (options.cores + 1);
    put(out, R"(,"percpu_usage":[)", used.cpu_ns - share * (options.cores - 1));
    for (std::uint32_t core = 1; core < options.cores; ++core)
      put(out, ",", share);
    put(out, "]");
  }
  // v1 counts these two in ticks of 10 ms.
  const auto step = of.v2 ? 1'000U : 10'000'000U;
  put(out, R"(,"usage_in_kernelmode":)", kernel / step * step, R"(,"usage_in_usermode":)",
      (used.cpu_ns - kernel) / step * step, R"(},"system_cpu_usage":)", of.world.host_cpu_ns(ago),
      R"(,"online_cpus":)", options.cores, ",");
  if (of.container.cores_limit <= 0) {
    put(out, no_throttling);
    return;
  }
  // A limited container is throttled in about every twentieth period it uses to the full.
  const auto periods = used.cpu_ns / cgroup_period_ns + 1;
  put(out, R"("throttling_data":{"periods":)", periods, R"(,"throttled_periods":)", periods / 20,
      R"(,"throttled_time":)", periods / 20 * (cgroup_period_ns / 3), "}}");
}

void put_io_list(std::string& out, bool v2, std::uint64_t read, std::uint64_t written) {
  const auto entry = [&](const char* op, std::uint64_t value) {
    put(out, R"({"major":)", v2 ? 254 : 8, R"(,"minor":0,"op":")", op, R"(","value":)", value, "}");
  };
  entry(v2 ? "read" : "Read", read);
  out += ',';
  entry(v2 ? "write" : "Write", written);
  if (v2)
    return;
  for (const auto& [op, value] :
       {std::pair{"Sync", read},
        {"Async", written},
        {"Discard", std::uint64_t{0}},
        {"Total", read + written}}) {
    out += ',';
    entry(op, value);
  }
}

void put_block_io(std::string& out, const reading& of, const usage& used) {
  const std::string_view none = of.v2 ? "null" : "[]";
  const bool some = used.read_bytes + used.written_bytes > 0;
  put(out, R"("blkio_stats":{"io_service_bytes_recursive":)");
  if (some) {
    out += '[';
    put_io_list(out, of.v2, used.read_bytes, used.written_bytes);
    out += ']';
  } else {
    put(out, none);
  }
  put(out, R"(,"io_serviced_recursive":)");
  if (some && !of.v2) {
    out += '[';
    put_io_list(out, false, used.read_bytes / 16384, used.written_bytes / 16384);
    out += ']';
  } else {
    put(out, none);
  }
  for (const auto* key :
       {"io_queue_recursive", "io_service_time_recursive", "io_wait_time_recursive",
        "io_merged_recursive", "io_time_recursive", "sectors_recursive"})
    put(out, ",\"", key, "\":", none);
  put(out, "},");
}

void put_memory_v1(std::string& out, const usage& used, std::uint64_t limit, bool limited) {
  const auto cache = used.active_file_bytes + used.inactive_file_bytes;
  const auto bound = limited ? limit : 9223372036854771712ULL;
  put(out, R"("max_usage":)", used.memory_bytes(), R"(,"stats":{)");
  for (const auto* prefix : {"", "total_"}) {
    put(out, "\"", prefix, R"(active_anon":4096,")", prefix, R"(active_file":)",
        used.active_file_bytes, ",\"", prefix, R"(cache":)", cache, ",\"", prefix, R"(dirty":0,")",
        prefix, R"(inactive_anon":)", used.anonymous_bytes - 4096, ",\"", prefix,
        R"(inactive_file":)", used.inactive_file_bytes, ",\"", prefix, R"(mapped_file":0,")",
        prefix, R"(pgfault":)", used.cpu_ns / 1'000'000, ",\"", prefix, R"(pgmajfault":0,")",
        prefix, R"(pgpgin":)", used.memory_bytes() / 4096 + 12, ",\"", prefix, R"(pgpgout":12,")",
        prefix, R"(rss":)", used.anonymous_bytes, ",\"", prefix, R"(rss_huge":0,")", prefix,
        R"(unevictable":0,")", prefix, R"(writeback":0,)");
  }
  put(out, R"("hierarchical_memory_limit":)", bound, R"(,"hierarchical_memsw_limit":)", bound,
      "},");
}

void put_memory_v2(std::string& out, const usage& used) {
  put(out, R"("stats":{"active_anon":)", used.anonymous_bytes, R"(,"active_file":)",
      used.active_file_bytes, R"(,"anon":)", used.anonymous_bytes, R"(,"anon_thp":0,"file":)",
      used.active_file_bytes + used.inactive_file_bytes,
      R"(,"file_dirty":0,"file_mapped":0,"file_writeback":0,"inactive_anon":0,"inactive_file":)",
      used.inactive_file_bytes, R"(,"kernel_stack":)", used.processes * 16384,
      R"(,"pgactivate":0,"pgdeactivate":0,"pgfault":)", used.cpu_ns / 1'000'000,
      R"(,"pglazyfree":0,"pglazyfreed":0,"pgmajfault":0,"pgrefill":0,"pgscan":0,"pgsteal":0,)",
      R"("shmem":0,"slab":193336,"slab_reclaimable":66640,"slab_unreclaimable":126696,"sock":0,)",
      R"("thp_collapse_alloc":0,"thp_fault_alloc":2,"unevictable":0,"workingset_activate":0,)",
      R"("workingset_nodereclaim":0,"workingset_refault":0},)");
}

void put_memory(std::string& out, const reading& of, const usage& used) {
  const bool limited = of.container.memory_limit_bytes != 0;
  const auto limit = limited ? of.container.memory_limit_bytes : of.world.options().memory_bytes;
  put(out, R"("memory_stats":{"usage":)", used.memory_bytes(), ",");
  if (of.v2 && !of.podman)
    put_memory_v2(out, used);
  else if (!of.podman)
    put_memory_v1(out, used, limit, limited);
  put(out, R"("limit":)", limit, "}");
}

void put_networks(std::string& out, const usage& used) {
  put(out, R"(,"networks":{"eth0":{"rx_bytes":)", used.received_bytes, R"(,"rx_packets":)",
      used.received_bytes / 700 + 11, R"(,"rx_errors":0,"rx_dropped":0,"tx_bytes":)",
      used.sent_bytes, R"(,"tx_packets":)", used.sent_bytes / 900,
      R"(,"tx_errors":0,"tx_dropped":0}})");
}

void put_name(std::string& out, const reading& of) {
  put(out, R"(,"name":)");
  put_quoted(out, of.podman ? of.container.name : "/" + of.container.name);
  put(out, R"(,"id":")", of.container.id, "\"");
}

void put_nothing(std::string& out, const reading& of) {
  put(out, R"({"read":")", never, R"(","preread":")", never,
      R"(","pids_stats":{},"blkio_stats":{"io_service_bytes_recursive":null,)",
      R"("io_serviced_recursive":null,"io_queue_recursive":null,"io_service_time_recursive":null,)",
      R"("io_wait_time_recursive":null,"io_merged_recursive":null,"io_time_recursive":null,)",
      R"("sectors_recursive":null},"num_procs":0,"storage_stats":{},"cpu_stats":)", no_cpu,
      no_throttling, R"(,"precpu_stats":)", no_cpu, no_throttling, R"(,"memory_stats":{})");
  put_name(out, of);
  put(out, "}\n");
}

} // namespace

std::string stats_json(
    const simulation& simulation, const simulated_container& container,
    std::chrono::nanoseconds period, bool one_shot) {
  const reading of{
      simulation, container, on_cgroup_v2(simulation.options()),
      simulation.options().brand == engine_brand::podman};
  std::string out;
  out.reserve(2560);
  const auto used = simulation.read(container);
  if (!used) {
    put_nothing(out, of);
    return out;
  }
  const auto before =
      period.count() > 0 ? simulation.read(container, period) : std::optional<usage>{};
  put(out, R"({"read":")", engine_timestamp(simulation.wall()), R"(","preread":")",
      before ? engine_timestamp(simulation.wall() - period) : std::string{never},
      R"(","pids_stats":{"current":)", used->processes);
  put(out, of.v2 && !of.podman ? R"(,"limit":18943},)" : "},");
  put_block_io(out, of, *used);
  put(out, R"("num_procs":0,"storage_stats":{},"cpu_stats":)");
  put_cpu(out, of, *used, {});
  put(out, R"(,"precpu_stats":)");
  if (before)
    put_cpu(out, of, *before, period);
  else
    put(out, no_cpu, no_throttling);
  put(out, ",");
  put_memory(out, of, *used);
  if (!(one_shot && of.v2 && !of.podman)) // left out since Docker 25
    put_name(out, of);
  if (has_own_network(container))
    put_networks(out, *used);
  put(out, "}\n");
  return out;
}

} // namespace docker_monitor::simulator
