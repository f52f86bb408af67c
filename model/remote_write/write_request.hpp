#pragma once

#include "model/remote_write/exposition_text.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// The protobuf messages of Prometheus' remote write 1.0
/// (https://prometheus.io/docs/specs/prw/remote_write_spec/), as far as they are sent:
///
///     message WriteRequest { repeated TimeSeries timeseries = 1; }
///     message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
///     message Label { string name = 1; string value = 2; }
///     message Sample { double value = 1; int64 timestamp = 2; }

/// A label that is added to each series without one of its name.
struct external_label {
  std::string name;
  std::string value;

  bool operator==(const external_label&) const = default;
};

/// The value that ends a series: a NaN that no computation makes.
inline constexpr std::uint64_t stale_marker = 0x7ff0'0000'0000'0002;

/// Times of samples, since the epoch.
using sample_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// Encodes the labels of a series. Reuses its memory.
class label_encoder {
 public:
  explicit label_encoder(std::vector<external_label> external);

  /// Returns the fields `labels` of a `TimeSeries`: the name as `__name__`, the labels of the
  /// series, and the external ones, in the order of their names. Labels with an empty value are
  /// left out, as they are no labels for Prometheus. Valid until the next call.
  std::string_view encode(const text_series& series);

  [[nodiscard]] const std::vector<external_label>& external() const { return external_; }

 private:
  struct entry {
    std::string_view name;
    std::string_view value;
    bool escaped = false;
  };

  std::vector<external_label> external_;
  std::vector<entry> entries_;
  std::string value_;
  std::string encoded_;
};

/// Appends the field `timeseries` of a `WriteRequest` with one sample. `labels` is from a
/// `label_encoder`, `bits` is the value as IEEE 754 has it.
void append_time_series(
    std::string& request, std::string_view labels, std::uint64_t bits, sample_time time);

} // namespace docker_monitor::model
