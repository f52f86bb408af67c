#include "engine/host/host_text.hpp"

#include "engine/cgroup/kernel_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace docker_monitor::engine {

namespace {

using optional_number = std::optional<std::uint64_t>;

constexpr std::uint64_t kilobyte = 1024;

optional_number difference(optional_number a, optional_number b) {
  if (!a || !b || *a < *b)
    return std::nullopt;
  return *a - *b;
}

optional_number sum(optional_number a, optional_number b) {
  if (!a || !b)
    return std::nullopt;
  return *a + *b;
}

/// Returns the first words of a line, separated by blanks or tabs; empty ones where there are
/// fewer.
template <std::size_t Count>
std::array<std::string_view, Count> columns_of(std::string_view line) {
  constexpr std::string_view blanks = " \t";
  std::array<std::string_view, Count> columns{};
  for (auto& column : columns) {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    column = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(column.size());
  }
  return columns;
}

std::optional<std::uint32_t> hexadecimal(std::string_view word) {
  constexpr int base = 16;
  std::uint32_t value = 0;
  const auto* end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, value, base);
  return result.ec == std::errc{} && result.ptr == end ? std::optional{value} : std::nullopt;
}

/// Reads a number with two decimals, as the kernel writes load averages.
std::optional<std::uint32_t> hundredths(std::string_view word) {
  constexpr std::uint32_t whole = 100;
  constexpr std::uint32_t largest = 1U << 22; // the kernel has no more tasks
  const auto point = word.find('.');
  if (point == std::string_view::npos || word.size() - point != 3)
    return std::nullopt;
  const auto units = whole_number<std::uint32_t>(word.substr(0, point));
  const auto parts = whole_number<std::uint32_t>(word.substr(point + 1));
  if (!units || !parts || *units > largest)
    return std::nullopt;
  return *units * whole + *parts;
}

/// Checks the flags of a route (linux/route.h): it is up and does not reject.
bool is_usable(std::uint32_t flags) {
  constexpr std::uint32_t up = 0x1;
  constexpr std::uint32_t reject = 0x200;
  return (flags & up) != 0 && (flags & reject) == 0;
}

} // namespace

std::optional<host_cpu> parse_host_cpu(std::string_view text, std::uint64_t ticks) {
  std::string_view line;
  if (!next_line(text, line) || next_word(line) != "cpu")
    return std::nullopt;
  // user nice system idle iowait irq softirq steal; the time of guests, which follows, is included
  // in user and nice. The oldest kernels have only the first four.
  enum column : std::size_t { user, nice, system, idle, iowait, irq, softirq, steal, columns };
  std::array<std::uint64_t, columns> value{};
  for (std::size_t i = 0; i < columns; ++i) {
    const auto number = whole_number(next_word(line));
    if (!number && i <= idle)
      return std::nullopt;
    value[i] = number.value_or(0);
  }
  const auto tick_ns = 1'000'000'000 / ticks;
  host_cpu result;
  result.user_ns = (value[user] + value[nice]) * tick_ns;
  result.system_ns = (value[system] + value[irq] + value[softirq]) * tick_ns;
  result.total_ns = result.user_ns + result.system_ns;
  result.steal_ns = value[steal] * tick_ns;
  return result;
}

std::optional<model::engine_time> parse_boot_time(std::string_view line) {
  if (next_word(line) != "btime")
    return std::nullopt;
  const auto seconds = whole_number<std::uint32_t>(next_word(line));
  if (!seconds)
    return std::nullopt;
  return model::engine_time{std::chrono::seconds{*seconds}};
}

bool is_line_of_core(std::string_view line) {
  constexpr std::string_view word = "cpu";
  return line.size() > word.size() && line.starts_with(word) && line[word.size()] >= '0'
         && line[word.size()] <= '9';
}

host_memory parse_host_memory(std::string_view text) {
  optional_number total, free, available, buffers, cached, inactive_file, anonymous, swap_total,
      swap_free;
  fill(
      text, {{"MemTotal:", &total},
             {"MemFree:", &free},
             {"MemAvailable:", &available},
             {"Buffers:", &buffers},
             {"Cached:", &cached},
             {"Inactive(file):", &inactive_file},
             {"AnonPages:", &anonymous},
             {"SwapTotal:", &swap_total},
             {"SwapFree:", &swap_free}});
  host_memory result;
  result.total = times(total, kilobyte);
  result.used = times(difference(total, free), kilobyte);
  result.available = times(available, kilobyte);
  result.cache = times(sum(buffers, cached), kilobyte);
  result.inactive_file = times(inactive_file, kilobyte);
  result.anonymous = times(anonymous, kilobyte);
  result.swap_used = times(difference(swap_total, swap_free), kilobyte);
  return result;
}

void add_default_routes(std::string_view text, std::vector<std::string>& interfaces) {
  std::string_view line;
  while (next_line(text, line)) {
    const auto [interface, target, gateway, flags, references, uses, metric, mask] =
        columns_of<8>(line);
    const auto set = hexadecimal(flags);
    if (target == "00000000" && mask == "00000000" && set && is_usable(*set))
      interfaces.emplace_back(interface);
  }
}

void add_default_routes_v6(std::string_view text, std::vector<std::string>& interfaces) {
  constexpr std::string_view any = "00000000000000000000000000000000";
  std::string_view line;
  while (next_line(text, line)) {
    const auto columns = columns_of<10>(line);
    const auto set = hexadecimal(columns[8]);
    const auto interface = columns[9];
    if (columns[0] == any && columns[1] == "00" && set && is_usable(*set) && interface != "lo"
        && !interface.empty())
      interfaces.emplace_back(interface);
  }
}

bool is_on_others(std::string_view interface) {
  // Each kind is followed by a free suffix: `br-1a2b3c`, `docker0`, `vlan.100`.
  constexpr std::string_view kinds[] = {
      "veth",    "docker",  "br-",    "br0",    "br1",         "virbr", "vmbr",      "lxcbr",
      "lxdbr",   "cni",     "podman", "cbr",    "ovs",         "bond",  "team",      "vlan",
      "macvlan", "macvtap", "ipvlan", "tun",    "tap",         "tunl",  "wg",        "vxlan",
      "geneve",  "gre",     "gretap", "erspan", "sit",         "ip6",   "ip_vti",    "ipip",
      "ppp",     "flannel", "cali",   "cilium", "lxc",         "vnet",  "tailscale", "zt",
      "utun",    "ifb",     "dummy",  "kube-",  "nodelocaldns"};
  return interface.find('.') != std::string_view::npos
         || std::ranges::any_of(kinds, [&](auto kind) { return interface.starts_with(kind); });
}

void drop_carried(std::vector<std::string>& interfaces) {
  constexpr std::string_view tunnels[] = {"tun",    "wg",        "vxlan",  "geneve", "gre",
                                          "sit",    "ip6tnl",    "ip6gre", "ip_vti", "ipip",
                                          "erspan", "tailscale", "zt",     "utun"};
  const auto is_tunnel = [&](std::string_view name) {
    return std::ranges::any_of(tunnels, [&](auto kind) { return name.starts_with(kind); });
  };
  const auto all = interfaces;
  const bool has_other = !std::ranges::all_of(all, is_tunnel);
  std::erase_if(interfaces, [&](std::string_view name) {
    const auto below = name.substr(0, name.find('.'));
    const bool is_vlan = below != name && std::ranges::find(all, below) != all.end();
    return is_vlan || (has_other && is_tunnel(name));
  });
}

std::optional<std::uint64_t> parse_host_tasks(std::string_view text) {
  for (int average = 0; average < 3; ++average)
    next_word(text);
  const auto tasks = next_word(text); // running/all
  const auto slash = tasks.find('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  return whole_number(tasks.substr(slash + 1));
}

std::optional<model::load_averages> parse_host_load(std::string_view text) {
  const auto one = hundredths(next_word(text));
  const auto five = hundredths(next_word(text));
  const auto fifteen = hundredths(next_word(text));
  if (!one || !five || !fifteen)
    return std::nullopt;
  return model::load_averages{*one, *five, *fifteen};
}

} // namespace docker_monitor::engine
