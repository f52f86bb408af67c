#include "http/api/hosts_v2.hpp"

#include "http/api/alarms_v2.hpp"
#include "http/api/containers_v2.hpp"
#include "http/api/history_v2.hpp"
#include "http/message/json_object.hpp"
#include "http/message/json_text.hpp"
#include "http/published/latest_hosts.hpp"

#include <cctype>
#include <chrono>
#include <utility>

namespace docker_monitor::http {

namespace {

using model::container_status;
using condition = model::host_presence::condition;

/// The index of the host in the path of `…/v2/hosts/<host>`.
constexpr std::size_t host_place = 4;

constexpr unsigned unavailable = 503;
constexpr unsigned no_answer = 504;

fleet_host_ptr host_of(const query& q) {
  return q.context.fleet ? q.context.fleet->find(q.request.path.at(host_place)) : nullptr;
}

void append_fleet_host(std::string& out, const fleet_host& host) {
  json_object o{out};
  o.text("name", host.name);
  o.text("group", host.group);
  const auto& presence = host.presence;
  o.word("state", to_string(presence.is));
  o.time("since", presence.since);
  o.time("lastHeardAt", presence.last_heard);
  if (presence.last_heard)
    o.decimal("clockSkewSeconds", std::chrono::duration<double>(presence.skew).count());
  o.text("machine", presence.machine);
  if (presence.duplicated)
    o.boolean("duplicated", true);
  if (!host.host.empty()) {
    o.object("containers", [&](json_object& counts) {
      for (std::size_t i = 0; i < host.containers.size(); ++i)
        if (host.containers.at(i) > 0 || i == static_cast<std::size_t>(container_status::running))
          counts.integer(to_string(static_cast<container_status>(i)), host.containers.at(i));
    });
    o.key("host");
    out += host.host;
  }
  o.end();
}

response uncached(std::string body) {
  return {
      .body = std::make_shared<const std::string>(std::move(body)),
      .valid_until = std::chrono::steady_clock::time_point::min()};
}

/// Returns targets for Prometheus' HTTP service discovery: the hub, with the host as a parameter.
response service_discovery(const std::vector<fleet_host_ptr>& hosts, const std::string& target) {
  std::string body{'['};
  for (const auto& host : hosts) {
    if (host->presence.is == condition::invited || host->presence.is == condition::revoked)
      continue;
    if (body.size() > 1)
      body += ',';
    body += R"({"targets":[)";
    append_json_string(body, target);
    body += R"(],"labels":{"__param_host":)";
    append_json_string(body, host->name);
    body += R"(,"instance":)";
    append_json_string(body, host->name);
    body += R"(,"host":)";
    append_json_string(body, host->name);
    if (!host->group.empty()) {
      body += R"(,"group":)";
      append_json_string(body, host->group);
    }
    body += "}}";
  }
  return uncached(body + ']');
}

/// Returns a snapshot with the containers of one host only.
model::snapshot_ptr part_of(const model::snapshot& all, const fleet_host& host) {
  std::vector<model::row_ptr> rows;
  for (const auto& row : all.rows())
    if (row->container->host == host.name)
      rows.push_back(row);
  auto engine = all.engine();
  engine.cores = host.cores;
  return std::make_shared<const model::snapshot>(all.round(), std::move(engine), std::move(rows));
}

/// Returns the answer of a route handler for one host's containers.
response answer_for_host(const query& q, const fleet_host& host, route_function route_handler) {
  const auto part = part_of(*q.snapshot, host);
  list_cache unshared;
  std::swap(q.context.lists, unshared); // the lists of all hosts stay unchanged
  auto answer = route_handler({part, q.request, q.now, q.context});
  std::swap(q.context.lists, unshared);
  return answer;
}

std::string encoded(std::string_view segment) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : segment) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      text += c;
    } else {
      text += '%';
      text += digits[byte >> 4U];
      text += digits[byte & 15U];
    }
  }
  return text;
}

/// Returns the target without `/hosts/<host>`.
std::string target_at_host(const request& request) {
  std::string target = "/docker-monitor/api/v2";
  for (std::size_t i = host_place + 1; i < request.path.size(); ++i)
    target += '/' + encoded(request.path[i]);
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    target += std::exchange(separator, '&');
    target += encoded(name) + '=' + encoded(value);
  }
  return target;
}

void ask(const query& q, const fleet_host& host, const std::string& target, const reply& reply) {
  if (host.presence.is != condition::present)
    return reply(error_response(
        unavailable,
        "host " + host.name + " is " + std::string{to_string(host.presence.is)}
            + (host.presence.last_heard
                   ? ", heard last at " + model::format_rfc3339(*host.presence.last_heard)
                   : "")));
  q.context.fleet->ask(
      host.name, target, q.request.accepts_gzip, [reply](model::expected<response> answer) {
        if (answer)
          return reply(*std::move(answer));
        const bool late = answer.error().code == model::failure_code::timeout;
        reply(error_response(late ? no_answer : unavailable, answer.error().message));
      });
}

} // namespace

response list_hosts_v2(const query& q) {
  if (!q.context.fleet)
    return not_found();
  auto hosts = q.context.fleet->hosts();
  if (const auto* group = q.request.query_value("group"))
    std::erase_if(hosts, [&](const auto& host) { return host->group != *group; });
  if (const auto* format = q.request.query_value("format")) {
    if (*format != "http_sd")
      return error_response(400, "format is http_sd");
    return service_discovery(hosts, q.request.host);
  }
  std::string body{'['};
  for (const auto& host : hosts) {
    if (body.size() > 1)
      body += ',';
    append_fleet_host(body, *host);
  }
  return uncached(body + ']');
}

response one_host_v2(const query& q) {
  const auto host = host_of(q);
  if (!host)
    return not_found();
  std::string body;
  append_fleet_host(body, *host);
  return uncached(std::move(body));
}

response list_host_containers_v2(const query& q) {
  const auto host = host_of(q);
  return host ? answer_for_host(q, *host, list_containers_v2) : not_found();
}

response one_host_container_v2(const query& q) {
  const auto host = host_of(q);
  return host ? answer_for_host(q, *host, one_container_v2) : not_found();
}

void list_host_alarms_v2(const query& q, const reply& reply) {
  const auto host = host_of(q);
  if (!host)
    return reply(not_found());
  auto asked = q.request;
  asked.query.emplace_back("host", host->name);
  list_alarms_v2({q.snapshot, asked, q.now, q.context}, reply);
}

void forward_to_host_v2(const query& q, const reply& reply) {
  const auto host = host_of(q);
  if (!host)
    return reply(not_found());
  ask(q, *host, target_at_host(q.request), reply);
}

void host_history_of_fleet_v2(const query& q, const reply& reply) {
  const auto host = host_of(q);
  if (!host)
    return reply(not_found());
  using model::history_owner;
  const auto series = history_series_of(q.request);
  const bool is_asked =
      !series || is_kept(*series, history_owner::host); // it may be a later version
  if (series && is_kept(*series, history_owner::fleet_host)
      && (!is_asked || host->presence.is != condition::present))
    return kept_host_history_v2(q, host->name, reply);
  ask(q, *host, target_at_host(q.request), reply);
}

void metrics_of_host(const query& q, const reply& reply) {
  const auto* name = q.request.query_value("host");
  const auto host = name && q.context.fleet ? q.context.fleet->find(*name) : nullptr;
  if (!host)
    return reply(not_found());
  ask(q, *host, "/metrics", reply);
}

} // namespace docker_monitor::http
