#include "fleet/payload.hpp"

#include "fleet/payload_dictionary.hpp"

#include <algorithm>
#include <cstdint>

#include <zlib.h>

namespace docker_monitor::fleet {

namespace {

Bytef* bytes_of(std::string_view text) {
  // zlib does not modify its input.
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

/// Documents up to this size are compressed well, longer ones quickly: their time counts.
constexpr std::size_t short_document = 16 << 10;

/// A deflate stream. It is used again, as its memory would be mapped again for each document.
class deflate_stream {
 public:
  // Half of zlib's usual 256 KiB; measured documents hardly get longer.
  deflate_stream()
      : is_ready_{
          deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, 14, 7, Z_DEFAULT_STRATEGY) == Z_OK} {}
  ~deflate_stream() {
    if (is_ready_)
      deflateEnd(&stream_);
  }
  deflate_stream(const deflate_stream&) = delete;
  deflate_stream& operator=(const deflate_stream&) = delete;

  std::string compress(std::string_view document, payload_form form) {
    if (!begin(document, form))
      return {};
    std::string made(deflateBound(&stream_, static_cast<uLong>(document.size())), '\0');
    stream_.next_out = bytes_of(made);
    stream_.avail_out = static_cast<uInt>(made.size());
    if (::deflate(&stream_, Z_FINISH) != Z_STREAM_END)
      return {};
    made.resize(made.size() - stream_.avail_out);
    return made;
  }

 private:
  bool begin(std::string_view document, payload_form form) {
    if (!is_ready_ || deflateReset(&stream_) != Z_OK)
      return false;
    const int level = document.size() > short_document ? Z_BEST_SPEED : Z_DEFAULT_COMPRESSION;
    if (deflateParams(&stream_, level, Z_DEFAULT_STRATEGY) != Z_OK)
      return false;
    stream_.next_in = bytes_of(document);
    stream_.avail_in = static_cast<uInt>(document.size());
    const auto shared = payload_dictionary();
    return form == payload_form::plain
           || deflateSetDictionary(&stream_, bytes_of(shared), static_cast<uInt>(shared.size()))
                  == Z_OK;
  }

  z_stream stream_{};
  bool is_ready_;
};

} // namespace

std::string deflate(std::string_view document, payload_form form) {
  thread_local deflate_stream stream;
  return stream.compress(document, form);
}

payload_form form_of(std::string_view payload) {
  constexpr unsigned has_dictionary = 0x20; // FDICT of RFC 1950
  return payload.size() > 1 && (static_cast<unsigned char>(payload[1]) & has_dictionary) != 0
             ? payload_form::with_dictionary
             : payload_form::plain;
}

bool has_unknown_dictionary(std::string_view payload) {
  constexpr std::size_t header = 6; // two bytes of RFC 1950, then the dictionary's Adler-32
  if (payload.size() < header || form_of(payload) == payload_form::plain)
    return false;
  const auto byte = [&](std::size_t at) -> std::uint32_t {
    return static_cast<unsigned char>(payload[at]);
  };
  const bool is_zlib = (byte(0) & 0xfU) == Z_DEFLATED && (byte(0) << 8U | byte(1)) % 31U == 0;
  const auto id = byte(2) << 24U | byte(3) << 16U | byte(4) << 8U | byte(5);
  return is_zlib && id != payload_dictionary_id();
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
    constexpr std::size_t least = 4 << 10;
    constexpr std::size_t usual_ratio = 8;
    const auto room = std::min(most, std::max({least, payload.size() * usual_ratio, before * 2}));
    made.reserve(room + document_padding);
    made.resize(room);
    stream.next_out = bytes_of(std::string_view{made}.substr(before));
    stream.avail_out = static_cast<uInt>(made.size() - before);
    code = ::inflate(&stream, Z_NO_FLUSH);
    if (code == Z_NEED_DICT) { // fails for another dictionary
      const auto shared = payload_dictionary();
      code = inflateSetDictionary(&stream, bytes_of(shared), static_cast<uInt>(shared.size()));
      if (code == Z_OK)
        code = ::inflate(&stream, Z_NO_FLUSH);
    }
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
