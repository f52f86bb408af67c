#include "bench/machine/system_files.hpp"

#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace docker_monitor::bench {

namespace {

std::optional<std::uint64_t> leading_number(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(first);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional{number} : std::nullopt;
}

std::chrono::nanoseconds clock_time(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

} // namespace

std::optional<std::string> read_text(const std::string& path) {
  std::ifstream file{path};
  if (!file)
    return std::nullopt;
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  return file.bad() ? std::nullopt : std::optional{std::move(text)};
}

bool write_text(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  const bool done = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return done;
}

std::optional<std::uint64_t> read_number(const std::string& path) {
  const auto text = read_text(path);
  return text ? leading_number(*text) : std::nullopt;
}

std::optional<std::uint64_t> keyed_number(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.starts_with(key)) {
      line.remove_prefix(key.size());
      if (line.starts_with(':'))
        line.remove_prefix(1);
      if (line.starts_with(' ') || line.starts_with('\t'))
        return leading_number(line);
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return std::nullopt;
}

std::chrono::nanoseconds busy_time(std::string_view proc_stat, std::uint64_t ticks_per_second) {
  std::istringstream line{std::string{proc_stat.substr(0, proc_stat.find('\n'))}};
  std::string name;
  std::uint64_t user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0;
  line >> name >> user >> nice >> system >> idle >> waiting >> irq >> softirq;
  if (!line || name != "cpu" || ticks_per_second == 0)
    return {};
  const auto ticks = user + nice + system + irq + softirq;
  return std::chrono::nanoseconds{ticks * (1'000'000'000 / ticks_per_second)};
}

std::chrono::nanoseconds host_busy_time() {
  return busy_time(
      read_text("/proc/stat").value_or(""), static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK)));
}

std::uint64_t resident_bytes(pid_t pid) {
  const auto text = read_text("/proc/" + std::to_string(pid) + "/status");
  return text ? keyed_number(*text, "VmRSS").value_or(0) * 1024 : 0;
}

std::size_t open_descriptors(pid_t pid) {
  std::error_code error;
  const std::filesystem::directory_iterator entries{"/proc/" + std::to_string(pid) + "/fd", error};
  return error ? 0 : static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

std::map<pid_t, std::chrono::nanoseconds> thread_times(pid_t pid) {
  std::map<pid_t, std::chrono::nanoseconds> times;
  std::error_code ignored;
  const auto folder = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& entry : std::filesystem::directory_iterator{folder, ignored})
    if (const auto text = read_text(entry.path() / "schedstat")) {
      std::int64_t used = 0;
      std::from_chars(text->data(), text->data() + text->size(), used);
      times[std::stoi(entry.path().filename())] = std::chrono::nanoseconds{used};
    }
  return times;
}

std::chrono::nanoseconds thread_cpu_time() {
  return clock_time(CLOCK_THREAD_CPUTIME_ID);
}

std::chrono::nanoseconds process_cpu_time() {
  return clock_time(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace docker_monitor::bench
