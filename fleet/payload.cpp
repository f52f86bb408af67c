#include "fleet/payload.hpp"

#include <algorithm>

#include <zlib.h>

namespace docker_monitor::fleet {

namespace {

Bytef* bytes_of(std::string_view text) {
  // zlib does not modify its input.
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

} // namespace

std::string deflate(std::string_view document) {
  auto length = compressBound(static_cast<uLong>(document.size()));
  std::string made(length, '\0');
  if (compress2(
          bytes_of(made), &length, bytes_of(document), static_cast<uLong>(document.size()),
          Z_BEST_SPEED)
      != Z_OK)
    return {};
  made.resize(length);
  return made;
}

model::expected<std::string> inflate(std::string_view payload, std::size_t most) {
  const model::failure broken{
      model::failure_code::malformed, "a payload that is no deflated document"};
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK)
    return broken;
  stream.next_in = bytes_of(payload);
  stream.avail_in = static_cast<uInt>(payload.size());
  std::string made;
  int code = Z_OK;
  while (code == Z_OK) {
    const auto before = made.size();
    if (before >= most)
      break;
    constexpr std::size_t least = 16 << 10;
    made.resize(std::min(most, std::max({least, payload.size() * 5, before * 2})));
    stream.next_out = bytes_of(std::string_view{made}.substr(before));
    stream.avail_out = static_cast<uInt>(made.size() - before);
    code = ::inflate(&stream, Z_NO_FLUSH);
    made.resize(made.size() - stream.avail_out);
    if (code == Z_OK && stream.avail_out > 0)
      break; // truncated
  }
  const bool whole = code == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!whole)
    return broken;
  return made;
}

} // namespace docker_monitor::fleet
