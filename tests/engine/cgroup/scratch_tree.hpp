#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include <stdlib.h>

namespace docker_monitor::tests {

/// A folder for one test, removed after it.
class scratch_tree {
 public:
  scratch_tree() {
    auto name = (std::filesystem::temp_directory_path() / "docker-monitor-tree-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("cannot make a temporary folder like " + name);
    root_ = std::filesystem::canonical(name);
  }

  /// One with a recorded tree in it.
  explicit scratch_tree(const std::string& recording) : scratch_tree() {
    std::ifstream file(std::string(DOCKER_MONITOR_FIXTURES "/cgroups/") + recording + ".tree");
    std::string line;
    std::string path;
    std::string text;
    while (std::getline(file, line)) {
      if (!line.starts_with("== ")) {
        text += line + "\n";
        continue;
      }
      if (!path.empty())
        write(path, text);
      path = line.substr(3);
      text.clear();
    }
    if (path.empty())
      throw std::runtime_error("no recording " + recording);
    write(path, text);
  }

  ~scratch_tree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  scratch_tree(const scratch_tree&) = delete;
  scratch_tree& operator=(const scratch_tree&) = delete;

  /// A path below it, which need not exist.
  [[nodiscard]] std::string at(const std::string& path) const { return (root_ / path).string(); }

  void make_folder(const std::string& path) const {
    std::filesystem::create_directories(root_ / path);
  }

  /// Replaces a file's text, and makes the folders above it. A file that is open stays the same
  /// one, as a kernel's does.
  void write(const std::string& path, std::string_view text) const {
    const auto file = root_ / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }

  [[nodiscard]] std::string read(const std::string& path) const {
    std::ifstream file(root_ / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void remove(const std::string& path) const { std::filesystem::remove_all(root_ / path); }

 private:
  std::filesystem::path root_;
};

} // namespace docker_monitor::tests
