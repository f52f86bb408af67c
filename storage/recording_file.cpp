#include "storage/recording_file.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::storage {

namespace {

model::failure bad_recording(const std::string& path, const char* why) {
  return {model::failure_code::bad_option, "--record " + path + ": " + why};
}

/// Appends lines to an open file.
class append_sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit append_sink(int file) : file_{file} {}
  ~append_sink() override { ::close(file_); }
  append_sink(const append_sink&) = delete;
  append_sink& operator=(const append_sink&) = delete;

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    spdlog::memory_buf_t text;
    formatter_->format(line, text);
    const char* rest = text.data();
    auto left = text.size();
    while (left > 0) {
      const auto written = ::write(file_, rest, left);
      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        throw spdlog::spdlog_ex("the recording cannot be written", errno);
      rest += written;
      left -= static_cast<std::size_t>(written);
    }
  }
  void flush_() override {}

 private:
  int file_;
};

} // namespace

model::expected<recorder> make_recorder(const std::string& path) {
  if (path.empty())
    return recorder{};
  // A recording contains names and events of containers, so only its owner may read it.
  constexpr mode_t owner_only = 0600;
  const int file = ::open(
      path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
      owner_only);
  if (file < 0)
    return bad_recording(
        path, errno == ELOOP ? "is a symbolic link, which is not followed" : std::strerror(errno));
  auto lines = std::make_shared<append_sink>(file);
  struct stat found {};
  if (::fstat(file, &found) != 0 || !S_ISREG(found.st_mode))
    return bad_recording(path, "is not a regular file");
  if (::fchmod(file, owner_only) != 0)
    return bad_recording(path, std::strerror(errno));
  auto logger = std::make_shared<spdlog::async_logger>(
      "recording", std::move(lines), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern("%v");
  return recorder{[logger](const model::record& record) { logger->info(model::to_json(record)); }};
}

} // namespace docker_monitor::storage
