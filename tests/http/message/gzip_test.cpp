#define CAF_SUITE http.gzip
#include "http/message/gzip.hpp"

#include <caf/test/unit_test.hpp>

#include <zlib.h>

namespace docker_monitor::http::gzip_test {

namespace {

std::string gunzip(const std::string& compressed, std::size_t size) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const auto result = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return result == Z_STREAM_END ? out : "broken";
}

} // namespace

CAF_TEST(what is compressed comes back whole) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += std::to_string(i * 7919);
  for (const auto& original : {text, std::string(), std::string(1, '\0')}) {
    const auto compressed = gzip(original);
    CAF_REQUIRE(compressed.has_value());
    CAF_CHECK_EQUAL(gunzip(*compressed, original.size()), original);
  }
}

CAF_TEST(parts of a stream can be put together in any way) {
  const std::string large(max_compressed_bytes + 1, 'x');
  const auto hello = gzip_part("hello ");
  const auto world = gzip_part("world");
  const auto wrapped = gzip_part(large);
  CAF_REQUIRE(hello && world && wrapped);
  // The last block of a stream, with its checksum and length left out: it never ends.
  const auto unfinished = [](const std::string& parts, std::size_t size) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string in = std::string{gzip_head()} + parts;
    std::string out(size + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const auto result = inflate(&stream, Z_SYNC_FLUSH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return result == Z_OK ? out : "broken";
  };
  CAF_CHECK_EQUAL(unfinished(*hello + *world, 11), "hello world");
  CAF_CHECK_EQUAL(unfinished(*world + *world + *hello, 16), "worldworldhello ");
  CAF_CHECK_LESS(large.size(), wrapped->size());
  CAF_CHECK(
      unfinished(*hello + *wrapped + *world, large.size() + 11) == "hello " + large + "world");
}

CAF_TEST(a client says whether it takes gzip) {
  for (const auto* yes :
       {"gzip", "deflate, gzip", "GZIP", "gzip;q=0.5", "*", "br;q=1.0, gzip;q=0.8", "gzip ; q=1",
        "*;q=0, gzip"})
    CAF_CHECK(accepts_gzip(yes));
  for (const auto* no :
       {"", "identity", "gzip;q=0", "gzip;q=0.000", "gzip; q=0", "*;q=0", "notgzip", "gzipped",
        "gzip;q=0, *", ",,", ";", "br"})
    CAF_CHECK(!accepts_gzip(no));
}

} // namespace docker_monitor::http::gzip_test
