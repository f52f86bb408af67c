#include "model/container/container_document.hpp"

#include "model/json_members.hpp"

namespace docker_monitor::model {

using json = nlohmann::ordered_json;

namespace {

/// Calls a function with the key and the value of each member that may be left out.
template <class Container, class Function>
void for_each_member(Container& c, const Function& with) {
  with("imageId", c.image_id);
  with("labels", c.labels);
  with("createdAt", c.created_at);
  with("startedAt", c.started_at);
  with("finishedAt", c.finished_at);
  with("exitCode", c.exit_code);
  with("oomKilled", c.oom_killed);
  with("health", c.health);
  with("healthUnproven", c.health_unproven);
  with("restartCount", c.restart_count);
  with("restartPolicy", c.restart_policy);
  with("stopSignal", c.stop_signal);
  with("restarts", c.restarts);
  with("oomKills", c.oom_kills);
}

} // namespace

json container_to_json(const container& c) {
  json object{{"id", c.id}, {"name", c.name}, {"image", c.image}, {"status", to_string(c.status)}};
  for_each_member(c, [&](const char* key, const auto& value) { put(object, key, value); });
  return object;
}

container container_from_json(const json& object) {
  container c;
  object.at("id").get_to(c.id);
  object.at("name").get_to(c.name);
  std::string status{"running"};
  get(object, "status", status);
  const auto known = parse_container_status(status);
  if (!known)
    refuse_json("no status: " + status);
  c.status = *known;
  get(object, "image", c.image);
  for_each_member(c, [&](const char* key, auto& value) { get(object, key, value); });
  return c;
}

} // namespace docker_monitor::model
