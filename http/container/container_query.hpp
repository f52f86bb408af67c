#pragma once

#include "http/message/member_selection.hpp"
#include "http/message/request.hpp"
#include "model/container/container.hpp"
#include "model/failure.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::http {

/// Which containers a request asks for: `all=true`, `status=`, `label=key[=value]`, `name=glob`;
/// and what of them: `fields=`, see `choose_fields`. Several of one kind mean any of them; kinds
/// must all hold. Stopped containers are in it with `all` or where a status is asked for.
class container_query {
 public:
  /// Fails with a sentence for the client where a value means nothing: an unknown status or field,
  /// an `all` that is no truth value, a label that is not among the `shown` ones (asking for the
  /// values of others would tell them).
  static model::expected<container_query>
  make(const request& request, std::span<const std::string> shown);

  [[nodiscard]] bool matches(const model::container& container) const;

  /// The members that are wanted.
  [[nodiscard]] const member_selection& fields() const { return fields_; }

  /// The same for queries that ask the same in the same order; that of fields means nothing.
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  using label = std::pair<std::string, std::optional<std::string>>;

  std::optional<std::string_view>
  add(const std::string& name, const std::string& value, std::span<const std::string> shown);
  std::optional<std::string_view>
  add_label(const std::string& value, std::span<const std::string> shown);

  bool all_ = false;
  std::vector<model::container_status> statuses_;
  std::vector<label> labels_;
  std::vector<std::string> names_;
  member_selection fields_;
  std::string key_;
};

} // namespace docker_monitor::http
