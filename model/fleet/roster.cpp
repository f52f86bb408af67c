#include "model/fleet/roster.hpp"

#include "model/fleet/nkey.hpp"
#include "model/fleet/subject.hpp"
#include "model/json_members.hpp"
#include "model/nearest_word.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace docker_monitor::model {

namespace {

using json = nlohmann::ordered_json;

failure unknown_host(std::string_view name, const std::vector<fleet_member>& members) {
  std::vector<std::string_view> names;
  for (const auto& member : members)
    names.push_back(member.name);
  auto message = "no host was invited as \"" + std::string{name} + '"';
  if (const auto nearest = nearest_word(name, names); !nearest.empty())
    message.append("; did you mean \"").append(nearest).append("\"?");
  return {failure_code::not_found, std::move(message)};
}

template <class Members>
auto place_of(Members& members, std::string_view name) {
  return std::ranges::lower_bound(members, name, {}, &fleet_member::name);
}

template <class Members>
auto find_in(Members& members, std::string_view name) {
  const auto place = place_of(members, name);
  return place != members.end() && place->name == name ? place : members.end();
}

} // namespace

expected<bool> fleet_roster::invite(fleet_member host) {
  if (const auto problem = fleet_name_problem(host.name))
    return failure{failure_code::bad_option, *problem};
  if (!parse_nkey_public(host.public_key))
    return failure{failure_code::bad_option, "no nkey of a user: " + host.public_key};
  const auto place = place_of(members_, host.name);
  if (place == members_.end() || place->name != host.name)
    members_.insert(place, std::move(host));
  else if (place->revoked)
    *place = std::move(host);
  else
    return failure{
        failure_code::bad_option,
        "\"" + host.name + "\" is invited already; revoke it first to give it another key"};
  return true;
}

expected<bool> fleet_roster::revoke(std::string_view name) {
  const auto found = find_in(members_, name);
  if (found == members_.end())
    return unknown_host(name, members_);
  found->revoked = true;
  return true;
}

expected<bool> fleet_roster::remove(std::string_view name) {
  const auto found = find_in(members_, name);
  if (found == members_.end())
    return unknown_host(name, members_);
  members_.erase(found);
  return true;
}

const fleet_member* fleet_roster::find(std::string_view name) const {
  const auto found = find_in(members_, name);
  return found == members_.end() ? nullptr : &*found;
}

std::string to_text(const fleet_roster& roster) {
  auto hosts = json::array();
  for (const auto& member : roster.members()) {
    json host{
        {"name", member.name},
        {"nkey", member.public_key},
        {"invitedAt", exact_rfc3339(member.invited_at)}};
    put(host, "group", member.group);
    put(host, "revoked", member.revoked);
    hosts.push_back(std::move(host));
  }
  return json{{"version", 1}, {"hosts", std::move(hosts)}}.dump(
             2, ' ', false, json::error_handler_t::replace)
         + '\n';
}

expected<fleet_roster> parse_roster(std::string_view text) {
  try {
    fleet_roster roster;
    const auto document = json::parse(text);
    for (const auto& host : document.at("hosts")) {
      fleet_member member;
      host.at("name").get_to(member.name);
      host.at("nkey").get_to(member.public_key);
      member.invited_at = time_of(host.at("invitedAt"));
      get(host, "group", member.group);
      get(host, "revoked", member.revoked);
      if (const auto entered = roster.invite(std::move(member)); !entered)
        return failure{failure_code::malformed, entered.error().message};
    }
    return roster;
  } catch (const json::exception& problem) {
    return failure{failure_code::malformed, problem.what()};
  }
}

} // namespace docker_monitor::model
