#include "storage/history/deflate.hpp"

#include <zlib.h>

namespace docker_monitor::storage {

namespace {

// Chunks are small, so small tables suffice; they must be cleared for each chunk.
constexpr int window_bits = -12; ///< negative: no header and no checksum
constexpr int memory_level = 6;

Bytef* bytes_of(std::string_view text) {
  // The library's input pointers are not const.
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

} // namespace

struct deflater::stream : z_stream {
  stream() : z_stream{} {
    ready =
        deflateInit2(this, Z_BEST_SPEED, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY)
        == Z_OK;
  }
  ~stream() {
    if (ready)
      deflateEnd(this);
  }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  bool ready;
};

deflater::deflater() : stream_{std::make_unique<stream>()} {}

deflater::~deflater() = default;

std::optional<std::string> deflater::operator()(std::string_view plain) {
  auto& s = *stream_;
  if (!s.ready || deflateReset(&s) != Z_OK)
    return std::nullopt;
  std::string out(deflateBound(&s, plain.size()), '\0');
  s.next_in = bytes_of(plain);
  s.avail_in = static_cast<uInt>(plain.size());
  s.next_out = bytes_of(out);
  s.avail_out = static_cast<uInt>(out.size());
  if (deflate(&s, Z_FINISH) != Z_STREAM_END)
    return std::nullopt;
  out.resize(s.total_out);
  return out;
}

struct inflater::stream : z_stream {
  stream() : z_stream{} { ready = inflateInit2(this, window_bits) == Z_OK; }
  ~stream() {
    if (ready)
      inflateEnd(this);
  }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  bool ready;
};

inflater::inflater() : stream_{std::make_unique<stream>()} {}

inflater::~inflater() = default;

std::optional<std::string_view>
inflater::operator()(std::string_view compressed, std::size_t most) {
  auto& s = *stream_;
  if (!s.ready || inflateReset(&s) != Z_OK)
    return std::nullopt;
  if (plain_.size() < most)
    plain_.resize(most);
  s.next_in = bytes_of(compressed);
  s.avail_in = static_cast<uInt>(compressed.size());
  s.next_out = bytes_of(plain_);
  s.avail_out = static_cast<uInt>(most);
  const int code = inflate(&s, Z_SYNC_FLUSH);
  // The end of the data, or more data than requested.
  const bool fine =
      code == Z_STREAM_END || ((code == Z_OK || code == Z_BUF_ERROR) && s.avail_out == 0);
  if (!fine)
    return std::nullopt;
  return std::string_view{plain_}.substr(0, most - s.avail_out);
}

} // namespace docker_monitor::storage
