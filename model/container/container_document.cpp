#include "model/container/container_document.hpp"

#include "model/json_members.hpp"

namespace docker_monitor::model {

using json = nlohmann::ordered_json;

json container_to_json(const container& c) {
  json object{{"id", c.id}, {"name", c.name}, {"image", c.image}, {"status", to_string(c.status)}};
  put(object, "imageId", c.image_id);
  put(object, "labels", c.labels);
  put(object, "createdAt", c.created_at);
  put(object, "startedAt", c.started_at);
  put(object, "finishedAt", c.finished_at);
  put(object, "exitCode", c.exit_code);
  put(object, "oomKilled", c.oom_killed);
  put(object, "health", c.health);
  put(object, "restartCount", c.restart_count);
  put(object, "restartPolicy", c.restart_policy);
  put(object, "stopSignal", c.stop_signal);
  put(object, "restarts", c.restarts);
  put(object, "oomKills", c.oom_kills);
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
  get(object, "imageId", c.image_id);
  get(object, "labels", c.labels);
  get(object, "createdAt", c.created_at);
  get(object, "startedAt", c.started_at);
  get(object, "finishedAt", c.finished_at);
  get(object, "exitCode", c.exit_code);
  get(object, "oomKilled", c.oom_killed);
  get(object, "health", c.health);
  get(object, "restartCount", c.restart_count);
  get(object, "restartPolicy", c.restart_policy);
  get(object, "stopSignal", c.stop_signal);
  get(object, "restarts", c.restarts);
  get(object, "oomKills", c.oom_kills);
  return c;
}

} // namespace docker_monitor::model
