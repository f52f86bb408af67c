#include "engine/cgroup/cgroup_path.hpp"

#include "engine/cgroup/kernel_file.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace docker_monitor::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_learned = 16;
/// The most directories that one search reads, over all levels.
constexpr std::size_t max_searched = 4096;

/// Removes leading `/..` and returns their number.
unsigned take_ups(std::string_view& path) {
  unsigned ups = 0;
  while (path == "/.." || path.starts_with("/../")) {
    path.remove_prefix(3);
    ++ups;
  }
  return ups;
}

/// Returns the path up to and including the name that contains the id; empty where none does.
std::string_view up_to_id(std::string_view path, std::string_view id) {
  const auto at = path.find(id);
  return at == std::string_view::npos ? std::string_view() : path.substr(0, path.find('/', at));
}

model::failure not_found(const cgroup_subject& subject, const std::string& why) {
  return {
      model::failure_code::not_found, "no cgroup of container " + subject.id.substr(0, 12) + why};
}

} // namespace

std::optional<path_below_mount> below_mount(std::string_view mount_root, std::string_view path) {
  const auto mount_ups = take_ups(mount_root);
  const auto path_ups = take_ups(path);
  if (mount_root == "/")
    mount_root = {};
  if (path == "/")
    path = {};
  if (mount_root.empty() && mount_ups >= path_ups)
    return path_below_mount{mount_ups - path_ups, std::string(path)};
  if (mount_ups != path_ups || !path.starts_with(mount_root))
    return std::nullopt;
  path.remove_prefix(mount_root.size());
  if (!path.empty() && path.front() != '/')
    return std::nullopt;
  return path_below_mount{0, std::string(path)};
}

std::optional<std::string_view>
path_of(std::string_view proc_cgroup, cgroup_controller controller, int version) {
  while (!proc_cgroup.empty()) {
    const auto line = proc_cgroup.substr(0, proc_cgroup.find('\n'));
    proc_cgroup.remove_prefix(std::min(line.size() + 1, proc_cgroup.size()));
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos)
      continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const bool listed =
        version == 2 ? controllers.empty() : has_word(controllers, controller_name(controller, 1));
    if (!listed)
      continue;
    const auto path = line.substr(second + 1);
    if (!path.starts_with('/') || path.ends_with(" (deleted)"))
      return std::nullopt;
    return path;
  }
  return std::nullopt;
}

std::string slice_path(std::string_view slice) {
  if (slice == "-.slice")
    return {};
  std::string path;
  const auto name = slice.substr(0, slice.rfind(".slice"));
  for (auto dash = name.find('-'); dash != std::string_view::npos; dash = name.find('-', dash + 1))
    path.append("/").append(name.substr(0, dash)).append(".slice");
  return path.append("/").append(slice);
}

cgroup_place::cgroup_place(std::array<std::string, cgroup_controllers> paths) {
  const auto& first = paths[static_cast<std::size_t>(cgroup_controller::cpuacct)];
  const bool same = std::all_of(
      paths.begin(), paths.end(), [&](const auto& path) { return path.empty() || path == first; });
  if (same)
    path_ = first;
  else
    each_ = std::make_unique<std::array<std::string, cgroup_controllers>>(std::move(paths));
}

cgroup_locator::cgroup_locator(cgroup_layout layout, std::string proc_root)
    : layout_(std::move(layout)), proc_root_(std::move(proc_root)) {}

model::expected<cgroup_place> cgroup_locator::find(const cgroup_subject& subject, bool may_search) {
  if (subject.id.empty())
    return not_found(subject, ": it has no id");
  if (auto place = guess(subject))
    return std::move(*place);
  return find_by_process(subject, may_search);
}

bool cgroup_locator::is_process_of(std::int32_t pid, std::string_view id) const {
  return process_groups(pid).find(id) != std::string::npos;
}

std::string cgroup_locator::process_groups(std::int32_t pid) const {
  const auto path = proc_root_ + "/" + std::to_string(pid) + "/cgroup";
  return std::string(read_kernel_file(path.c_str()).text);
}

std::vector<cgroup_locator::pattern> cgroup_locator::guesses(const std::string& parent) const {
  std::vector<pattern> result;
  if (parent.ends_with(".slice")) {
    const auto slice = slice_path(parent.substr(parent.rfind('/') + 1));
    result.push_back({slice + "/docker-", ".scope"});
    result.push_back({slice + "/libpod-", ".scope"});
  } else if (!parent.empty()) {
    const auto slashed = (parent.starts_with('/') ? "" : "/") + parent;
    result.push_back({slashed + "/", ""});
    result.push_back({slashed + "/libpod-", ""});
  }
  {
    const std::lock_guard guard{mutex_};
    result.insert(result.end(), learned_.begin(), learned_.end());
  }
  result.push_back({"/docker/", ""});
  result.push_back({"/system.slice/docker-", ".scope"});
  result.push_back({"/machine.slice/libpod-", ".scope"});
  result.push_back({"/libpod_parent/libpod-", ""});
  return result;
}

bool cgroup_locator::has_files(
    const cgroup_hierarchy& hierarchy, cgroup_controller controller,
    const std::string& path) const {
  const auto has = [&](const char* file) {
    std::string whole = hierarchy.directory;
    whole.append(path).append(file);
    return ::access(whole.c_str(), F_OK) == 0;
  };
  // A group of v2 may lack the controller although the hierarchy has it.
  if (controller == cgroup_controller::memory && hierarchy.version == 1)
    return has("/memory.usage_in_bytes");
  if (controller == cgroup_controller::memory)
    return has("/memory.current") || has("/cpu.stat");
  if (controller == cgroup_controller::cpuacct)
    return has(hierarchy.version == 1 ? "/cpuacct.usage" : "/cpu.stat");
  return has("");
}

/// Returns the group of the processes. crun puts them into a group of their own below the one that
/// engines and systemd name, and engines report that inner group's values.
std::optional<std::string> cgroup_locator::complete(
    const cgroup_hierarchy& hierarchy, cgroup_controller controller, std::string path) const {
  const auto below = path + "/container";
  if (has_files(hierarchy, controller, below))
    return below;
  if (has_files(hierarchy, controller, path))
    return path;
  return std::nullopt;
}

std::optional<cgroup_place> cgroup_locator::guess(const cgroup_subject& subject) const {
  const auto& main = layout_.at(layout_.main());
  const auto& time = layout_.at(cgroup_controller::cpuacct);
  for (const auto& [before, after] : guesses(subject.parent)) {
    auto whole = before;
    whole.append(subject.id).append(after);
    auto path = complete(main, layout_.main(), std::move(whole));
    if (path && has_files(time, cgroup_controller::cpuacct, *path))
      return cgroup_place(std::move(*path));
  }
  return std::nullopt;
}

std::optional<std::string> cgroup_locator::search(
    const cgroup_hierarchy& hierarchy, cgroup_controller controller,
    const path_below_mount& where) const {
  // Level by level, since slices contain fewer groups than services and scopes have below them.
  std::deque<std::pair<std::string, unsigned>> waiting{{"", 0}};
  std::size_t seen = 0;
  while (!waiting.empty()) {
    const auto [path, depth] = std::move(waiting.front());
    waiting.pop_front();
    if (depth == where.unknown) {
      if (auto found = complete(hierarchy, controller, path + where.rest))
        return found;
      continue;
    }
    std::error_code error;
    fs::directory_iterator entry(hierarchy.directory + path, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
      if (!entry->is_directory(error) || entry->is_symlink(error))
        continue;
      if (++seen > max_searched)
        return std::nullopt;
      waiting.emplace_back(path + "/" + entry->path().filename().string(), depth + 1);
    }
  }
  return std::nullopt;
}

model::expected<cgroup_place>
cgroup_locator::find_by_process(const cgroup_subject& subject, bool may_search) {
  if (subject.pid <= 0)
    return not_found(subject, " where engines put them, and its process is not known");
  const auto file = proc_root_ + "/" + std::to_string(subject.pid) + "/cgroup";
  const auto text = process_groups(subject.pid);
  if (text.empty())
    return not_found(subject, " where engines put them, and " + file + " cannot be read");
  if (text.find(subject.id) == std::string::npos)
    return not_found(subject, ": " + file + " names another");
  std::array<std::string, cgroup_controllers> paths;
  for (std::size_t i = 0; i < cgroup_controllers; ++i) {
    const auto controller = static_cast<cgroup_controller>(i);
    const auto& hierarchy = layout_.at(controller);
    if (hierarchy.version == 0)
      continue;
    const auto listed = path_of(text, controller, hierarchy.version);
    const auto where = listed ? below_mount(hierarchy.mount_root, *listed) : std::nullopt;
    if (!where)
      continue;
    // A process may have moved into groups that the container created. A group without the id in
    // its name, such as the root, also contains other processes.
    const auto named = up_to_id(where->rest, subject.id);
    if (named.empty())
      continue;
    const path_below_mount here{where->unknown, std::string(named)};
    std::optional<std::string> found;
    if (here.unknown == 0)
      found = complete(hierarchy, controller, here.rest);
    else if (auto place = guess(subject)) // learned from another controller's search
      found = std::string(place->at(controller));
    else if (may_search)
      found = search(hierarchy, controller, here);
    if (!found)
      continue;
    learn(*found, subject.id);
    paths[i] = std::move(*found);
  }
  const auto at = [&](cgroup_controller controller) -> const std::string& {
    return paths[static_cast<std::size_t>(controller)];
  };
  if (at(layout_.main()).empty() || at(cgroup_controller::cpuacct).empty()) {
    return not_found(
        subject, " below " + layout_.at(layout_.main()).directory + ", though " + file
                     + " names one; is the host's whole cgroup tree mounted there?");
  }
  return cgroup_place(std::move(paths));
}

void cgroup_locator::learn(const std::string& path, const std::string& id) {
  const auto at = path.find(id);
  if (at == std::string::npos)
    return;
  pattern found{path.substr(0, at), path.substr(at + id.size())};
  if (found.after.ends_with("/container"))
    found.after.resize(found.after.size() - std::string_view("/container").size());
  const std::lock_guard guard{mutex_};
  const bool known = std::any_of(learned_.begin(), learned_.end(), [&](const auto& other) {
    return other.before == found.before && other.after == found.after;
  });
  if (known)
    return;
  if (learned_.size() == max_learned)
    learned_.pop_back();
  learned_.insert(learned_.begin(), std::move(found));
}

} // namespace docker_monitor::engine
