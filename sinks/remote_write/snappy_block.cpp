#include "sinks/remote_write/snappy_block.hpp"

#include <snappy.h>

namespace docker_monitor::sinks {

std::string snappy_block(std::string_view bytes) {
  std::string block;
  snappy::Compress(bytes.data(), bytes.size(), &block);
  return block;
}

} // namespace docker_monitor::sinks
