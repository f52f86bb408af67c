#pragma once

#include <string>
#include <vector>

namespace docker_monitor::bench {

/// A table for people: columns as wide as their widest cell, all but the first aligned to the
/// right.
class text_table {
 public:
  explicit text_table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

  /// Adds a row. Drops cells beyond the header's; missing cells are empty.
  void add(std::vector<std::string> row);

  [[nodiscard]] bool empty() const { return rows_.size() == 1; }

  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// Formats a number with about three significant digits and no exponent: `0.012`, `1.23`, `12300`.
std::string short_number(double value);

} // namespace docker_monitor::bench
