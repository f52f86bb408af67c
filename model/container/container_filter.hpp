#pragma once

#include "model/container/container.hpp"
#include "model/failure.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// Matches `*` (any number of characters, also none) and `?` (one). Other characters match
/// themselves.
bool matches_glob(std::string_view pattern, std::string_view text);

/// Decides which containers are watched.
class container_filter {
 public:
  /// Watches all containers.
  container_filter() = default;

  /// Makes a filter of patterns `name=glob`, `image=glob`, `label=key` or `label=key=value`. Fails
  /// with `bad_option` for anything else. Without an include pattern all are included.
  static expected<container_filter>
  make(const std::vector<std::string>& include, const std::vector<std::string>& exclude);

  /// Returns true if an include pattern matches (or there is none) and no exclude pattern does.
  [[nodiscard]] bool watches(const container& container) const;

 private:
  struct pattern {
    enum class subject : std::uint8_t { name, image, label };
    subject of = subject::name;
    std::string key; ///< of a label
    std::string glob;
    [[nodiscard]] bool matches(const container& container) const;
  };

  static expected<pattern> parse(std::string_view text);

  std::vector<pattern> include_;
  std::vector<pattern> exclude_;
};

} // namespace docker_monitor::model
