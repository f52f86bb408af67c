#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::storage {

/// Compresses chunks of some kilobytes one by one, with reused memory.
class deflater {
 public:
  deflater();
  ~deflater();
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;

  /// Returns the compressed bytes; none without memory.
  std::optional<std::string> operator()(std::string_view plain);

 private:
  struct stream;
  std::unique_ptr<stream> stream_;
};

/// Decompresses chunks of `deflater`.
class inflater {
 public:
  inflater();
  ~inflater();
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  /// Returns the first bytes of the original, at most `most`; valid until the next call. Returns
  /// none if the data are damaged.
  std::optional<std::string_view> operator()(std::string_view compressed, std::size_t most);

 private:
  struct stream;
  std::unique_ptr<stream> stream_;
  std::string plain_;
};

} // namespace docker_monitor::storage
