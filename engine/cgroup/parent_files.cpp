#include "engine/cgroup/parent_files.hpp"

#include "engine/cgroup/kernel_file.hpp"

#include <cerrno>

namespace docker_monitor::engine {

std::optional<std::string> parent_files::read(const std::string& path, std::uint32_t& files_read) {
  constexpr std::size_t max_entries = 256;
  const auto now = steady_clock_();
  const std::scoped_lock lock{mutex_};
  const auto known = entries_.find(path);
  if (known != entries_.end() && now - known->second.read_at < kept_for)
    return known->second.text;
  if (known == entries_.end() && entries_.size() >= max_entries)
    std::erase_if(
        entries_, [&](const auto& each) { return now - each.second.read_at >= kept_for; });
  ++files_read;
  const auto read = read_kernel_file(path.c_str());
  if (read.error != 0 && read.error != ENOENT) // perhaps temporary, such as EMFILE
    return std::nullopt;
  entry fresh{read.error == 0 ? std::optional{std::string{read.text}} : std::nullopt, now};
  auto text = fresh.text;
  if (known != entries_.end())
    known->second = std::move(fresh);
  else if (entries_.size() < max_entries)
    entries_.emplace(path, std::move(fresh));
  return text;
}

} // namespace docker_monitor::engine
