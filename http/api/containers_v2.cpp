#include "http/api/containers_v2.hpp"

#include "http/container/availability.hpp"
#include "http/container/container_fields.hpp"
#include "http/container/container_query.hpp"
#include "http/container/container_style.hpp"

namespace docker_monitor::http {

namespace {

container_view view_of(const query& q, const member_selection& wanted) {
  return {
      .labels = q.context.labels,
      .cores = q.snapshot->engine().cores,
      .commands = q.context.show_logs,
      .wanted = wanted.is_whole() ? nullptr : &wanted};
}

/// The objects depend on the number of cores, so it is part of the key.
std::string key_of(const container_query& query, const container_view& view) {
  return "v2 " + std::to_string(view.cores.value_or(0)) + ' ' + query.key();
}

} // namespace

response list_containers_v2(const query& q) {
  const auto query = container_query::make(q.request, q.context.labels);
  if (!query)
    return error_response(400, query.error().message);
  if (!q.snapshot->engine().list_received)
    return error_response(503, why_unavailable(q.snapshot->engine(), q.now));
  const auto view = view_of(q, query->fields());
  auto& list = q.context.lists.at(key_of(*query, view));
  return list_response(list, q, container_style{view, &*query});
}

response one_container_v2(const query& q) {
  const auto fields = choose_fields(q.request, q.context.labels, container_object::alone);
  if (!fields)
    return error_response(400, fields.error().message);
  if (!q.snapshot->engine().list_received)
    return error_response(503, why_unavailable(q.snapshot->engine(), q.now));
  const auto* row = q.snapshot->find(q.request.path.back());
  if (!row)
    return not_found();
  std::string body;
  auto view = view_of(q, *fields);
  view.configuration = true;
  append_container(body, *row, view);
  return {.body = std::make_shared<const std::string>(std::move(body))};
}

} // namespace docker_monitor::http
