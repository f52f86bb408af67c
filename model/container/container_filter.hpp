#pragma once

#include "model/container/container.hpp"
#include "model/failure.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// Matches `*` (any characters, none too) and `?` (one); everything else is itself.
bool matches_glob(std::string_view pattern, std::string_view text);

/// Which containers are watched.
class container_filter {
 public:
  /// Watches all.
  container_filter() = default;

  /// Patterns are `name=glob`, `image=glob`, `label=key` or `label=key=value`; anything else is
  /// `bad_option`. Without an include pattern all are included.
  static expected<container_filter>
  make(const std::vector<std::string>& include, const std::vector<std::string>& exclude);

  /// True where an include pattern (or none is given) and no exclude pattern matches.
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
