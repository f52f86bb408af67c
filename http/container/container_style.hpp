#pragma once

#include "http/container/container_json.hpp"
#include "http/container/container_query.hpp"
#include "http/container/rendered_list.hpp"

#include <span>
#include <string>

namespace docker_monitor::http {

/// Lists of container objects of API v2.
class container_style final : public list_style {
 public:
  /// Shows the containers that `query` selects; null selects all. Both must outlive the style.
  container_style(const container_view& view, const container_query* query)
      : view_(view), query_(query) {}

  [[nodiscard]] bool shows(const model::container& container) const override {
    return !query_ || query_->matches(container);
  }

  void append(std::string& out, const model::row& row) const override {
    append_container(out, row, view_);
  }

  bool
  adapt(std::span<char> element, const model::row& before, const model::row& now) const override {
    return set_sampled_at(element, before, now, view_);
  }

 private:
  const container_view& view_;
  const container_query* query_;
};

} // namespace docker_monitor::http
