#pragma once

#include "http/container/rendered_list.hpp"

#include <cstddef>
#include <list>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The lists that were asked for lately. There are as many kinds of lists as there are queries, so
/// their number and their bytes are bounded: the one longest not asked for goes first.
class list_cache {
 public:
  /// The most lists kept.
  static constexpr std::size_t max_lists = 8;

  /// The most bytes kept beside those of the list asked for last.
  static constexpr std::size_t max_bytes = std::size_t{16} * 1024 * 1024;

  /// The list of this key, new if there is none. Valid until the next call.
  rendered_list& at(std::string_view key);

  /// Drops the lists that were not asked for since the call before.
  void tidy();

  [[nodiscard]] bool empty() const { return slots_.empty(); }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

 private:
  struct slot {
    std::string key;
    rendered_list list{};
    bool asked_for = true; ///< since `tidy`
  };

  void make_room();

  std::list<slot> slots_; ///< the one asked for last in front
};

} // namespace docker_monitor::http
