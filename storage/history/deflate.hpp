#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::storage {

/// Compresses pieces of some kilobytes one by one, with memory that is kept between them.
class deflater {
 public:
  deflater();
  ~deflater();
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;

  /// The compressed bytes; none without memory.
  std::optional<std::string> operator()(std::string_view plain);

 private:
  struct stream;
  std::unique_ptr<stream> stream_;
};

/// The reverse.
class inflater {
 public:
  inflater();
  ~inflater();
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  /// The first bytes of what was compressed, `most` at most; valid until the next call. None where
  /// it is broken.
  std::optional<std::string_view> operator()(std::string_view compressed, std::size_t most);

 private:
  struct stream;
  std::unique_ptr<stream> stream_;
  std::string plain_;
};

} // namespace docker_monitor::storage
