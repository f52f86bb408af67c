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

/// A request's selection of containers, `all=true`, `status=`, `label=key[=value]`, `name=glob`,
/// on the hub of a fleet also `host=` and `group=`, and of members, `fields=` (see
/// `choose_fields`). Repeated parameters of one kind are alternatives; all kinds must match.
/// Stopped containers are included with `all` or with a status.
class container_query {
 public:
  /// Fails with a sentence for the client where a value is invalid: an unknown status or field, an
  /// `all` that is not a truth value, a label that is not among the `shown` ones (a filter on it
  /// would disclose its value).
  static model::expected<container_query>
  make(const request& request, std::span<const std::string> shown);

  [[nodiscard]] bool matches(const model::container& container) const;

  /// The selected members.
  [[nodiscard]] const member_selection& fields() const { return fields_; }

  /// A key that is equal for equal queries: the same parameters in the same order, and the same
  /// fields in any order.
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
  std::vector<std::string> hosts_;
  std::vector<std::string> groups_;
  member_selection fields_;
  std::string key_;
};

} // namespace docker_monitor::http
