#include "engine/cgroup/cgroup_layout.hpp"

#include "engine/cgroup/kernel_file.hpp"

#include <filesystem>
#include <system_error>

namespace docker_monitor::engine {

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::string text;
  read_kernel_lines(path.c_str(), [&](std::string_view line) { text.append(line) += '\n'; });
  return text;
}

/// Returns the directory of a v1 controller: its own, or a shared one such as `cpu,cpuacct`.
fs::path v1_directory(const fs::path& root, std::string_view controller) {
  std::error_code error;
  if (fs::is_directory(root / controller, error))
    return root / controller;
  for (fs::directory_iterator i(root, error), end; !error && i != end; i.increment(error)) {
    if (has_word(i->path().filename().string(), controller) && i->is_directory(error))
      return i->path();
  }
  return {};
}

/// Decodes mountinfo's octal escapes of blanks and backslashes.
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      result +=
          static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0');
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string_view take_field(std::string_view& line) {
  const auto field = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(field.size() + 1, line.size()));
  return field;
}

bool lies_in(const std::string& directory, const std::string& mount_point) {
  return directory.starts_with(mount_point)
         && (directory.size() == mount_point.size() || directory[mount_point.size()] == '/');
}

} // namespace

std::string_view controller_name(cgroup_controller controller, int version) {
  switch (controller) {
  case cgroup_controller::cpu:
    return "cpu";
  case cgroup_controller::cpuacct:
    return version == 1 ? "cpuacct" : "";
  case cgroup_controller::memory:
    return "memory";
  case cgroup_controller::pids:
    return "pids";
  case cgroup_controller::block:
    return version == 1 ? "blkio" : "io";
  case cgroup_controller::pressure:
    return "";
  case cgroup_controller::cpuset:
    return "cpuset";
  }
  return "";
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto next = list.substr(0, list.find_first_of(", \n"));
    if (next == word)
      return true;
    list.remove_prefix(std::min(next.size() + 1, list.size()));
  }
  return false;
}

std::string mount_root_of(std::string_view mountinfo, const std::string& directory) {
  std::string best = "/";
  std::size_t longest = 0;
  while (!mountinfo.empty()) {
    auto line = mountinfo.substr(0, mountinfo.find('\n'));
    mountinfo.remove_prefix(std::min(line.size() + 1, mountinfo.size()));
    const auto separator = line.find(" - ");
    if (separator == std::string_view::npos || !line.substr(separator + 3).starts_with("cgroup"))
      continue;
    for (int skipped = 0; skipped < 3; ++skipped)
      take_field(line); // mount id, parent id, device
    const auto root = unescaped(take_field(line));
    const auto mount_point = unescaped(take_field(line));
    if (mount_point.size() < longest || !lies_in(directory, mount_point))
      continue;
    longest = mount_point.size();
    best = (root == "/" ? "" : root) + directory.substr(mount_point.size());
    if (best.empty())
      best = "/";
  }
  return best;
}

model::expected<cgroup_layout>
cgroup_layout::detect(const std::string& root, const std::string& mountinfo) {
  cgroup_layout layout;
  std::error_code error;
  const fs::path top(root);
  const bool pure_v2 = fs::exists(top / "cgroup.controllers", error);
  const auto v2 = pure_v2 ? top : top / "unified";
  const bool has_v2 = pure_v2 || fs::exists(v2 / "cgroup.controllers", error);
  const auto v2_controllers = has_v2 ? text_of(v2 / "cgroup.controllers") : std::string();
  const auto mounts = text_of(mountinfo);
  for (std::size_t i = 0; i < cgroup_controllers; ++i) {
    const auto controller = static_cast<cgroup_controller>(i);
    fs::path directory;
    int version = 0;
    if (const auto name = controller_name(controller, 1); !pure_v2 && !name.empty())
      directory = v1_directory(top, name);
    const auto in_v2 = controller == cgroup_controller::pressure
                       || has_word(v2_controllers, controller_name(controller, 2));
    if (!directory.empty())
      version = 1;
    else if (has_v2 && (in_v2 || (pure_v2 && controller != cgroup_controller::memory)))
      version = 2;
    if (version == 0)
      continue;
    directory = fs::canonical(version == 1 ? directory : v2, error);
    if (error)
      continue;
    layout.at(controller) = {version, directory, mount_root_of(mounts, directory)};
  }
  // v2 counts CPU time in the files of cpu, whether or not that controller is enabled.
  if (auto& time = layout.at(cgroup_controller::cpuacct); time.version == 0)
    time = layout.at(cgroup_controller::cpu);
  if (layout.at(cgroup_controller::cpuacct).version == 0) {
    return model::failure{
        model::failure_code::not_found,
        "no cgroup hierarchy with CPU time below " + root
            + "; mount the host's there, name another by --cgroup-root, or use --source engine"};
  }
  return layout;
}

} // namespace docker_monitor::engine
