#include "model/event/event_cursor.hpp"

#include "model/json_members.hpp"

namespace docker_monitor::model {

std::string write_cursor(const event_cursor& cursor) {
  nlohmann::json object{{"engine", cursor.engine_id}};
  if (!cursor.boot_id.empty())
    object["boot"] = cursor.boot_id;
  if (!cursor.engine_host_name.empty())
    object["host"] = cursor.engine_host_name;
  if (cursor.adopted)
    object["adopted"] = cursor.adopted->time_since_epoch().count();
  if (cursor.newest)
    object["newest"] = cursor.newest->time_since_epoch().count();
  if (cursor.contact)
    object["contact"] = cursor.contact->time_since_epoch().count();
  if (cursor.last)
    object["last"] = {
        {"container", cursor.last->container_id},
        {"action", to_string(cursor.last->action)},
        {"time", cursor.last->time.time_since_epoch().count()}};
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

expected<event_cursor> read_cursor(const std::string& text) {
  try {
    const auto object = nlohmann::json::parse(text);
    event_cursor cursor;
    cursor.engine_id = object.at("engine").get<std::string>();
    cursor.boot_id = object.value("boot", "");
    cursor.engine_host_name = object.value("host", "");
    if (object.contains("adopted"))
      cursor.adopted = time_of_ns(object["adopted"]);
    if (object.contains("newest"))
      cursor.newest = time_of_ns(object["newest"]);
    if (object.contains("contact"))
      cursor.contact = time_of_ns(object["contact"]);
    if (object.contains("last")) {
      const auto& last = object["last"];
      const auto action = parse_event_action(last.at("action").get<std::string>());
      if (!action)
        return failure{failure_code::malformed, "an event of no known kind"};
      event e;
      e.container_id = last.at("container").get<std::string>();
      e.action = *action;
      e.time = time_of_ns(last.at("time"));
      cursor.last = std::move(e);
    }
    return cursor;
  } catch (const nlohmann::json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
