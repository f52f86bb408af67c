#include "http/containers_v2.hpp"

#include "http/availability.hpp"
#include "http/container_fields.hpp"
#include "http/container_json.hpp"
#include "http/container_query.hpp"

namespace docker_monitor::http {

namespace {

class container_objects final : public list_style {
 public:
  container_objects(const container_query& query, const container_view& view)
      : query_(query), view_(view) {}

  [[nodiscard]] bool shows(const model::container& container) const override {
    return query_.matches(container);
  }

  void append(std::string& out, const model::row& row) const override {
    append_container(out, row, view_);
  }

  bool
  adapt(std::span<char> element, const model::row& before, const model::row& now) const override {
    return set_sampled_at(element, before, now, view_);
  }

 private:
  const container_query& query_;
  const container_view& view_;
};

container_view view_of(const question& q, const member_selection& wanted) {
  return {
      .labels = q.context.labels,
      .cores = q.snapshot->engine().cores,
      .wanted = wanted.is_whole() ? nullptr : &wanted};
}

/// The objects depend on the number of cores, so another number is another list.
std::string key_of(const container_query& query, const container_view& view) {
  return "v2 " + std::to_string(view.cores.value_or(0)) + ' ' + query.key();
}

} // namespace

response list_containers_v2(const question& q) {
  const auto query = container_query::make(q.request, q.context.labels);
  if (!query)
    return error_response(400, query.error().message);
  if (!q.snapshot->engine().list_received)
    return error_response(503, why_unavailable(q.snapshot->engine(), q.now));
  const auto view = view_of(q, query->fields());
  auto& list = q.context.lists.at(key_of(*query, view));
  return list_response(list, q, container_objects{*query, view});
}

response one_container_v2(const question& q) {
  const auto fields = choose_fields(q.request, q.context.labels);
  if (!fields)
    return error_response(400, fields.error().message);
  if (!q.snapshot->engine().list_received)
    return error_response(503, why_unavailable(q.snapshot->engine(), q.now));
  const auto* row = q.snapshot->find(q.request.path.back());
  if (!row)
    return not_found();
  std::string body;
  append_container(body, *row, view_of(q, *fields));
  return {.body = std::make_shared<const std::string>(std::move(body))};
}

} // namespace docker_monitor::http
