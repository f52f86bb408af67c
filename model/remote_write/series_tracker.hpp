#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// Finds the series that a round no longer has. It holds the labels of one round's series, some
/// 200 bytes each.
class series_tracker {
 public:
  /// Adds a series of the current round by its encoded labels.
  void add(std::string_view labels);

  /// Ends the round: calls `vanished` with the labels of each series of the round before that this
  /// one does not have.
  void end_round(const std::function<void(std::string_view labels)>& vanished);

 private:
  /// The series of a round, sorted by hash once it has ended.
  struct round {
    struct entry {
      std::uint64_t hash;
      std::uint32_t size;
      std::size_t at; ///< in `text`
    };

    [[nodiscard]] std::string_view labels_of(const entry& of) const {
      return std::string_view{text}.substr(of.at, of.size);
    }
    [[nodiscard]] bool has(std::uint64_t hash, std::string_view labels) const;

    std::string text;
    std::vector<entry> entries;
  };

  round before_;
  round current_;
};

} // namespace docker_monitor::model
