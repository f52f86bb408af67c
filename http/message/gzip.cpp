#include "http/message/gzip.hpp"

#include "http/message/ascii.hpp"

#include <algorithm>

#include <zlib.h>

namespace docker_monitor::http {

namespace {

/// Returns true for parameters with a zero quality: `q=0`, `q=0.000`.
bool is_forbidden(std::string_view parameters) {
  const auto start = parameters.find_first_of("qQ");
  if (start == std::string_view::npos)
    return false;
  auto value = trim(parameters.substr(start + 1));
  if (!value.starts_with('='))
    return false;
  value = trim(value.substr(1));
  return value.starts_with('0') && value.find_first_of("123456789") == std::string_view::npos;
}

/// Compresses all of `text` at once. `flush` is the flush mode at the end.
std::optional<std::string> deflated(std::string_view text, int level, int window, int flush) {
  z_stream stream{};
  constexpr int memory_level = 8;
  if (deflateInit2(&stream, level, Z_DEFLATED, window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  constexpr std::size_t flush_bytes = 16; // deflateBound is the bound of a finished stream
  std::string out(deflateBound(&stream, text.size()) + flush_bytes, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool complete = deflate(&stream, flush) == (flush == Z_FINISH ? Z_STREAM_END : Z_OK)
                        && stream.avail_in == 0 && stream.avail_out > 0;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!complete)
    return std::nullopt;
  out.shrink_to_fit();
  return out;
}

} // namespace

std::optional<std::string> gzip(std::string_view text) {
  constexpr int gzip_wrapper = 15 + 16;
  return deflated(text, Z_BEST_SPEED, gzip_wrapper, Z_FINISH);
}

std::string_view gzip_head() {
  // Deflate, no name, no time, unknown system.
  constexpr std::string_view head{"\x1f\x8b\x08\0\0\0\0\0\0\xff", 10};
  return head;
}

std::optional<std::string> gzip_part(std::string_view text) {
  constexpr int no_wrapper = -15;
  const int level = text.size() > max_compressed_bytes ? Z_NO_COMPRESSION : Z_BEST_SPEED;
  return deflated(text, level, no_wrapper, Z_FULL_FLUSH);
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    const auto element = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(std::min(element.size() + 1, accept_encoding.size()));
    const auto coding = trim(element.substr(0, element.find(';')));
    const auto parameters = element.substr(std::min(element.find(';'), element.size()));
    if (equals_ignoring_case(coding, "gzip"))
      return !is_forbidden(parameters);
    if (coding == "*")
      any = !is_forbidden(parameters);
  }
  return any;
}

} // namespace docker_monitor::http
