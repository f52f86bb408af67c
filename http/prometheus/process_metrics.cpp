#include "http/prometheus/process_metrics.hpp"

#include <charconv>
#include <ctime>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::http {

namespace {

std::string read_text(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream{text};
  return {std::istream_iterator<std::string>{stream}, {}};
}

std::optional<std::uint64_t> number_at(const std::vector<std::string>& words, std::size_t at) {
  std::uint64_t value = 0;
  if (at >= words.size())
    return std::nullopt;
  const auto& word = words[at];
  const auto result = std::from_chars(word.data(), word.data() + word.size(), value);
  return result.ec == std::errc{} ? std::optional{value} : std::nullopt;
}

/// Returns the boot time of the machine, in seconds since 1970.
std::optional<std::uint64_t> boot_time() {
  std::ifstream file{"/proc/stat"};
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("btime "))
      return number_at(words_of(line), 1);
  return std::nullopt;
}

std::optional<std::uint64_t> started_ms(const std::optional<std::uint64_t>& ticks_after_boot) {
  static const auto boot = boot_time(); // reading it costs more than everything else here
  const auto ticks_per_second = sysconf(_SC_CLK_TCK);
  if (!boot || !ticks_after_boot || ticks_per_second <= 0)
    return std::nullopt;
  constexpr std::uint64_t ms = 1000;
  return *boot * ms + *ticks_after_boot * ms / static_cast<std::uint64_t>(ticks_per_second);
}

std::optional<std::uint64_t> count_descriptors() {
  auto* const folder = opendir("/proc/self/fd");
  if (!folder)
    return std::nullopt;
  std::uint64_t count = 0;
  while (const auto* const found = readdir(folder))
    count += found->d_name[0] == '.' ? 0 : 1;
  closedir(folder);
  return count > 0 ? count - 1 : count; // without that of the directory
}

std::optional<std::uint64_t> open_descriptors(std::chrono::steady_clock::time_point now) {
  struct stat about {};
  if (stat("/proc/self/fd", &about) == 0 && about.st_size > 0)
    return static_cast<std::uint64_t>(about.st_size);
  static std::mutex mutex; // the HTTP thread and those of remote write count
  const std::scoped_lock lock{mutex};
  static std::optional<std::uint64_t> counted;
  static std::chrono::steady_clock::time_point count_at{};
  if (!counted || now >= count_at) {
    counted = count_descriptors();
    count_at = now + std::chrono::minutes{1};
  }
  return counted;
}

} // namespace

process_metrics read_process_metrics(std::chrono::steady_clock::time_point now) {
  process_metrics values;
  timespec used{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0)
    values.cpu_ns = static_cast<std::uint64_t>(used.tv_sec) * 1'000'000'000
                    + static_cast<std::uint64_t>(used.tv_nsec);
  // The fields after the program's name, which may contain any character, begin with the third.
  const auto stat = read_text("/proc/self/stat");
  const auto name_end = stat.rfind(')');
  const auto words = name_end == std::string::npos ? std::vector<std::string>{}
                                                   : words_of(stat.substr(name_end + 1));
  constexpr std::size_t third = 3;
  values.threads = number_at(words, 20 - third);
  values.started_ms = started_ms(number_at(words, 22 - third));
  values.virtual_bytes = number_at(words, 23 - third);
  if (const auto pages = number_at(words, 24 - third))
    values.resident_bytes = *pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  values.open_descriptors = open_descriptors(now);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    values.max_descriptors = limit.rlim_cur;
  return values;
}

} // namespace docker_monitor::http
