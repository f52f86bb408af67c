#include "model/fleet/fleet_file.hpp"

#include "model/fleet/nkey.hpp"
#include "model/fleet/server_urls.hpp"
#include "model/fleet/subject.hpp"
#include "model/json_members.hpp"

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

constexpr int version = 1;

failure no_fleet_file(const std::string& why) {
  return {failure_code::bad_option, "no fleet file of docker-monitor hub invite: " + why};
}

expected<fleet_file> check(fleet_file file) {
  if (fleet_name_problem(file.host))
    return no_fleet_file("it has no name of a host");
  if (server_urls(file.address).empty())
    return no_fleet_file("it has no address of the hub");
  if (!parse_nkey_seed(file.seed))
    return no_fleet_file("its seed is damaged");
  return file;
}

} // namespace

std::string to_text(const fleet_file& file) {
  json document{{"version", version}, {"host", file.host}, {"address", file.address}};
  put(document, "serverName", file.server_name);
  put(document, "logs", file.logs);
  document["seed"] = file.seed;
  put(document, "authority", file.authority);
  return document.dump(2) + '\n';
}

expected<fleet_file> parse_fleet_file(std::string_view text) {
  try {
    const auto document = json::parse(text);
    if (value_of<int>(document.at("version")) != version)
      return no_fleet_file("it is of a later version");
    fleet_file file;
    get(document, "host", file.host);
    get(document, "address", file.address);
    get(document, "serverName", file.server_name);
    get(document, "logs", file.logs);
    get(document, "seed", file.seed);
    get(document, "authority", file.authority);
    return check(std::move(file));
  } catch (const json::exception&) { // the exception's text may contain the seed
    return no_fleet_file("it is no JSON object with the members of one");
  }
}

} // namespace docker_monitor::model
