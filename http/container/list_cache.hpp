#pragma once

#include "http/container/rendered_list.hpp"

#include <cstddef>
#include <list>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The recently requested lists. There is one list per query, so their number and bytes are
/// bounded; the least recently requested list is dropped first.
class list_cache {
 public:
  /// The most lists kept.
  static constexpr std::size_t max_lists = 8;

  /// The most bytes kept besides the most recently requested list.
  static constexpr std::size_t max_bytes = std::size_t{16} * 1024 * 1024;

  /// Returns the list of this key; creates it if necessary. Valid until the next call.
  rendered_list& at(std::string_view key);

  /// Drops the lists that were not requested since the previous call.
  void tidy();

  [[nodiscard]] bool empty() const { return slots_.empty(); }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

 private:
  struct slot {
    std::string key;
    rendered_list list{};
    bool used = true; ///< since `tidy`
  };

  void make_room();

  std::list<slot> slots_; ///< the most recently requested one first
};

} // namespace docker_monitor::http
