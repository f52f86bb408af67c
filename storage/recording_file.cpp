#include "storage/recording_file.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

namespace docker_monitor::storage {

model::expected<recorder> make_recorder(const std::string& path) {
  if (path.empty())
    return recorder{};
  if (!std::ofstream{path, std::ios::app})
    return model::failure{
        model::failure_code::bad_option, "--record " + path + ": " + std::strerror(errno)};
  auto file = std::make_shared<spdlog::async_logger>(
      "recording", std::make_shared<spdlog::sinks::basic_file_sink_mt>(path), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  file->set_pattern("%v");
  file->flush_on(spdlog::level::info);
  return recorder{[file](const model::record& record) { file->info(model::to_json(record)); }};
}

} // namespace docker_monitor::storage
