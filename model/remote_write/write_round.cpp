#include "model/remote_write/write_round.hpp"

#include <bit>
#include <cstdint>
#include <utility>

namespace docker_monitor::model {

namespace {

/// Divides samples into requests.
class part_writer {
 public:
  explicit part_writer(sample_time time) : time_{time} {}

  void append(std::string_view labels, std::uint64_t bits) {
    if (parts_.empty() || parts_.back().samples >= max_samples_of_part)
      parts_.emplace_back();
    auto& part = parts_.back();
    append_time_series(part.request, labels, bits, time_);
    ++part.samples;
  }

  std::vector<write_part> take() { return std::move(parts_); }

 private:
  sample_time time_;
  std::vector<write_part> parts_;
};

} // namespace

std::vector<write_part> write_rounds::next(
    std::span<const std::string_view> texts, const std::vector<external_label>& external,
    sample_time time) {
  if (!encoder_ || encoder_->external() != external)
    encoder_.emplace(external);
  part_writer writer{time};
  for (auto text : texts)
    while (const auto series = take_series(text)) {
      const auto labels = encoder_->encode(*series);
      tracker_.add(labels);
      writer.append(labels, std::bit_cast<std::uint64_t>(series->value));
    }
  tracker_.end_round([&writer](std::string_view labels) { writer.append(labels, stale_marker); });
  return writer.take();
}

} // namespace docker_monitor::model
