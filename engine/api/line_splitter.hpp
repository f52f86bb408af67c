#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// Splits a byte stream into lines with bounded memory. A line longer than the limit is skipped to
/// its end and counted.
class line_splitter {
 public:
  explicit line_splitter(std::size_t max_line) : longest_(max_line) {}

  /// Takes the next bytes and calls `line(std::string_view)` for each complete, non-empty line
  /// without its end. The view is valid until `line` returns.
  template <class Line>
  void feed(std::string_view bytes, Line&& line) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      const auto part = bytes.substr(0, end);
      if (end == std::string_view::npos) {
        keep(part);
        return;
      }
      bytes.remove_prefix(end + 1);
      if (skipping_ || pending_.size() + part.size() > longest_) {
        finish_skipped();
        continue;
      }
      if (pending_.empty()) {
        emit(part, line);
      } else {
        pending_.append(part);
        emit(pending_, line);
        pending_.clear();
      }
    }
  }

  /// Returns the number of lines skipped for their length.
  [[nodiscard]] std::uint64_t oversized() const { return oversized_; }

 private:
  template <class Line>
  static void emit(std::string_view text, Line&& line) {
    if (text.ends_with('\r'))
      text.remove_suffix(1);
    if (!text.empty())
      line(text);
  }

  void keep(std::string_view part) {
    if (skipping_)
      return;
    if (pending_.size() + part.size() > longest_) {
      skipping_ = true;
      release();
      return;
    }
    pending_.append(part);
  }

  void finish_skipped() {
    ++oversized_;
    skipping_ = false;
    release();
  }

  void release() {
    pending_.clear();
    pending_.shrink_to_fit();
  }

  std::size_t longest_;
  std::string pending_;
  bool skipping_ = false;
  std::uint64_t oversized_ = 0;
};

} // namespace docker_monitor::engine
