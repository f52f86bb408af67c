#include "engine/cgroup_text.hpp"

#include <charconv>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::engine {

namespace {

using optional_number = std::optional<std::uint64_t>;

/// Takes the next line off the front, without its newline; one without is cut and no line.
bool next_line(std::string_view& rest, std::string_view& line) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos)
    return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

/// Takes the next word off the front; words are parted by blanks.
std::string_view next_word(std::string_view& rest) {
  const auto begin = rest.find_first_not_of(' ');
  if (begin == std::string_view::npos) {
    rest = {};
    return {};
  }
  rest.remove_prefix(begin);
  const auto word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

/// A number that is nothing else, such as a word of a line.
optional_number whole_number(std::string_view word) {
  std::uint64_t value = 0;
  const auto* end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end)
    return std::nullopt;
  return value;
}

optional_number times(optional_number value, std::uint64_t factor) {
  if (!value || *value > std::numeric_limits<std::uint64_t>::max() / factor)
    return std::nullopt;
  return *value * factor;
}

/// A key of a flat keyed file, and where its value goes.
struct wanted {
  std::string_view key;
  optional_number* value;
};

/// Fills in the wanted keys of `key value` lines; stops reading once it has them all.
template <std::size_t Count>
void fill(std::string_view text, const wanted (&keys)[Count]) {
  std::size_t missing = Count;
  std::string_view line;
  while (missing > 0 && next_line(text, line)) {
    for (const auto& [key, value] : keys) {
      if (line.size() <= key.size() || line[key.size()] != ' ' || !line.starts_with(key))
        continue;
      *value = whole_number(line.substr(key.size() + 1));
      --missing;
      break;
    }
  }
}

/// The value of `key=` among the words of a line.
optional_number keyed_number(std::string_view line, std::string_view key) {
  while (!line.empty()) {
    const auto word = next_word(line);
    if (word.size() > key.size() && word[key.size()] == '=' && word.starts_with(key))
      return whole_number(word.substr(key.size() + 1));
  }
  return std::nullopt;
}

} // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{})
    return std::nullopt;
  return value;
}

cpu_statistics parse_cpu_stat(std::string_view text) {
  constexpr std::uint64_t us = 1000;
  cpu_statistics result;
  optional_number throttled_us;
  if (text.starts_with("usage_usec")) {
    fill(
        text, {{"usage_usec", &result.total_ns},
               {"user_usec", &result.user_ns},
               {"system_usec", &result.system_ns},
               {"nr_periods", &result.periods},
               {"nr_throttled", &result.throttled_periods},
               {"throttled_usec", &throttled_us}});
    for (auto* value : {&result.total_ns, &result.user_ns, &result.system_ns})
      *value = times(*value, us);
    result.throttled_ns = times(throttled_us, us);
  } else {
    fill(
        text, {{"nr_periods", &result.periods},
               {"nr_throttled", &result.throttled_periods},
               {"throttled_time", &result.throttled_ns}});
  }
  return result;
}

cpu_split parse_cpuacct_stat(std::string_view text, std::uint64_t ticks) {
  cpu_split result;
  fill(text, {{"user", &result.user_ns}, {"system", &result.system_ns}});
  const std::uint64_t tick_ns = 1'000'000'000 / ticks;
  return {times(result.user_ns, tick_ns), times(result.system_ns, tick_ns)};
}

memory_statistics parse_memory_stat_v1(std::string_view text) {
  memory_statistics result;
  fill(
      text, {{"total_rss", &result.rss},
             {"total_cache", &result.cache},
             {"total_swap", &result.swap},
             {"total_inactive_file", &result.inactive_file}});
  return result;
}

memory_statistics parse_memory_stat_v2(std::string_view text) {
  memory_statistics result;
  fill(
      text,
      {{"anon", &result.rss}, {"file", &result.cache}, {"inactive_file", &result.inactive_file}});
  return result;
}

std::optional<std::uint64_t> parse_oom_kills(std::string_view text) {
  optional_number result;
  fill(text, {{"oom_kill", &result}});
  return result;
}

std::optional<block_sums> parse_blkio(std::string_view text) {
  block_sums sums;
  bool complete = false; // kernels from 6.9 on count nothing before a limit is set: "Total 0"
  std::string_view line;
  while (next_line(text, line)) {
    const auto device = next_word(line);
    const auto operation = next_word(line);
    const auto value = whole_number(next_word(line));
    complete |= device == "Total" && operation != "0";
    if (value && operation == "Read")
      sums.read += *value;
    else if (value && operation == "Write")
      sums.write += *value;
  }
  return complete ? std::optional{sums} : std::nullopt;
}

io_statistics parse_io_stat(std::string_view text) {
  io_statistics result;
  std::string_view line;
  while (next_line(text, line)) {
    next_word(line); // the device
    result.bytes.read += keyed_number(line, "rbytes").value_or(0);
    result.bytes.write += keyed_number(line, "wbytes").value_or(0);
    result.operations.read += keyed_number(line, "rios").value_or(0);
    result.operations.write += keyed_number(line, "wios").value_or(0);
  }
  return result;
}

std::optional<model::pressure> parse_pressure(std::string_view text) {
  std::optional<model::pressure> result;
  std::string_view line;
  while (next_line(text, line)) {
    const auto kind = next_word(line);
    const auto total = keyed_number(line, "total");
    if (!total)
      continue;
    if (kind == "some")
      result.emplace().waiting_us = *total;
    else if (kind == "full" && result)
      result->stalled_us = *total;
  }
  return result;
}

bool next_interface(std::string_view& rest, model::interface_counters& interface) {
  std::string_view line;
  while (next_line(rest, line)) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
      continue; // a heading
    auto before = line.substr(0, colon);
    const auto name = next_word(before);
    if (name.empty() || name == "lo")
      continue;
    line.remove_prefix(colon + 1);
    optional_number value[12]; // rx: 8 columns, then tx
    bool complete = true;
    for (auto& v : value)
      complete = (v = whole_number(next_word(line))).has_value() && complete;
    if (!complete)
      continue;
    interface.name.assign(name.substr(0, 15));
    interface.rx_bytes = *value[0];
    interface.rx_packets = *value[1];
    interface.rx_errors = *value[2];
    interface.rx_dropped = *value[3];
    interface.tx_bytes = *value[8];
    interface.tx_packets = *value[9];
    interface.tx_errors = *value[10];
    interface.tx_dropped = *value[11];
    return true;
  }
  return false;
}

model::interfaces_ptr parse_net_dev(std::string_view text, const model::interfaces_ptr& before) {
  model::interface_counters interface;
  auto rest = text;
  std::size_t count = 0;
  bool same = true;
  while (next_interface(rest, interface)) {
    same = same && before && count < before->size() && (*before)[count] == interface;
    ++count;
  }
  if (count == 0)
    return nullptr;
  if (same && count == before->size())
    return before;
  auto interfaces = std::make_shared<std::vector<model::interface_counters>>();
  interfaces->reserve(count);
  for (rest = text; next_interface(rest, interface);)
    interfaces->push_back(interface);
  return interfaces;
}

std::optional<std::uint64_t> parse_memory_total(std::string_view text) {
  std::string_view line;
  while (next_line(text, line)) {
    if (next_word(line) == "MemTotal:")
      return times(whole_number(next_word(line)), 1024);
  }
  return std::nullopt;
}

} // namespace docker_monitor::engine
