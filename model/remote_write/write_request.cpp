#include "model/remote_write/write_request.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

/// A field's number and the type of its value: https://protobuf.dev/programming-guides/encoding/.
enum class tag : std::uint8_t {
  time_series = 0x0a,  ///< of WriteRequest: 1, length-delimited
  labels = 0x0a,       ///< of TimeSeries: 1, length-delimited
  samples = 0x12,      ///< of TimeSeries: 2, length-delimited
  label_name = 0x0a,   ///< of Label: 1, length-delimited
  label_value = 0x12,  ///< of Label: 2, length-delimited
  sample_value = 0x09, ///< of Sample: 1, 64 bits
  sample_time = 0x10,  ///< of Sample: 2, varint
};

constexpr std::size_t varint_size(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7U)
    ++size;
  return size;
}

void append_tag(std::string& out, tag which) {
  out += static_cast<char>(which);
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U)
    out += static_cast<char>((value & 0x7fU) | 0x80U);
  out += static_cast<char>(value);
}

void append_text(std::string& out, tag which, std::string_view text) {
  append_tag(out, which);
  append_varint(out, text.size());
  out += text;
}

constexpr std::size_t text_size(std::string_view text) {
  return 1 + varint_size(text.size()) + text.size();
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  append_tag(out, tag::labels);
  append_varint(out, text_size(name) + text_size(value));
  append_text(out, tag::label_name, name);
  append_text(out, tag::label_value, value);
}

} // namespace

label_encoder::label_encoder(std::vector<external_label> external)
    : external_{std::move(external)} {
  std::erase_if(external_, [](const auto& label) { return label.value.empty(); });
}

std::string_view label_encoder::encode(const text_series& series) {
  entries_.clear();
  entries_.push_back({"__name__", series.name});
  auto rest = series.labels;
  while (const auto label = take_label(rest))
    if (!label->value.empty())
      entries_.push_back({label->name, label->value, true});
  const auto own = entries_.size();
  for (const auto& label : external_) {
    const auto first = entries_.begin();
    const auto end = first + static_cast<std::ptrdiff_t>(own);
    if (std::find_if(first, end, [&](const entry& e) { return e.name == label.name; }) == end)
      entries_.push_back({label.name, label.value});
  }
  std::ranges::sort(entries_, {}, &entry::name);
  encoded_.clear();
  for (const auto& label : entries_) {
    if (!label.escaped) {
      append_label(encoded_, label.name, label.value);
      continue;
    }
    value_.clear();
    append_unescaped(value_, label.value);
    append_label(encoded_, label.name, value_);
  }
  return encoded_;
}

void append_time_series(
    std::string& request, std::string_view labels, std::uint64_t bits, sample_time time) {
  // A negative time is encoded as its two's complement.
  const auto milliseconds = static_cast<std::uint64_t>(time.time_since_epoch().count());
  const auto sample_size = 1 + sizeof bits + 1 + varint_size(milliseconds);
  append_tag(request, tag::time_series);
  append_varint(request, labels.size() + 1 + varint_size(sample_size) + sample_size);
  request += labels;
  append_tag(request, tag::samples);
  append_varint(request, sample_size);
  append_tag(request, tag::sample_value);
  for (unsigned shift = 0; shift < 64; shift += 8)
    request += static_cast<char>((bits >> shift) & 0xffU);
  append_tag(request, tag::sample_time);
  append_varint(request, milliseconds);
}

} // namespace docker_monitor::model
