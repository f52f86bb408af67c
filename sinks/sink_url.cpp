#include "sinks/sink_url.hpp"

#include "net/address.hpp"
#include "sinks/sink_query.hpp"
#include "sinks/smtp/smtp_address.hpp"
#include "sinks/url_parts.hpp"
#include "sinks/url_text.hpp"
#include "sinks/webhook/known_receiver.hpp"
#include "sinks/webhook/push_address.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace docker_monitor::sinks {

namespace {

using boost::urls::url_view;

constexpr std::size_t max_vhost = 255; // a short string of the protocol
constexpr std::size_t max_topic = 1000;

model::failure bad(std::string_view url, std::string_view problem) {
  return {
      model::failure_code::bad_option,
      "sink \"" + without_secrets(url) + "\": " + std::string{problem}};
}

std::string_view view(boost::core::string_view text) {
  return {text.data(), text.size()};
}

/// The meaning of a scheme.
struct scheme_kind {
  std::string_view scheme;
  sink_kind kind;
  bool tls;
  std::uint16_t port; ///< where none is given
};

constexpr std::array<scheme_kind, 11> schemes{{
    {"log", sink_kind::log, false, 0},
    {"amqp", sink_kind::amqp, false, 5672},
    {"http", sink_kind::webhook, false, 80},
    {"https", sink_kind::webhook, true, 443},
    {"webhook", sink_kind::webhook, true, 443},
    {"alertmanager+http", sink_kind::alertmanager, false, 9093},
    {"alertmanager+https", sink_kind::alertmanager, true, 443},
    {"mqtt", sink_kind::mqtt, false, 1883},
    {"mqtts", sink_kind::mqtt, true, 8883},
    {"smtp", sink_kind::smtp, false, 587},
    {"smtps", sink_kind::smtp, true, 465},
}};

/// Sets the login of a broker. Returns the problem with it, if any.
std::string
take_login(const url_view& url, const sink_query& query, std::string& user, std::string& password) {
  if (auto problem = login_problem(url); !problem.empty())
    return problem;
  if (url.has_userinfo()) {
    user = url.user();
    password = url.password();
  }
  if (!query.password)
    return {};
  if (url.has_password())
    return "has a password and names a file with another; leave one out";
  password = *query.password;
  return {};
}

std::string take_amqp(const url_view& url, const sink_query& query, sink_url& sink) {
  if (auto problem = take_login(url, query, sink.amqp.user, sink.amqp.password); !problem.empty())
    return problem;
  if (const auto path = url.path(); path.size() > 1)
    sink.amqp.vhost = path.substr(1);
  if (sink.amqp.vhost.size() > max_vhost)
    return "the vhost is longer than the 255 bytes AMQP allows";
  if (!is_clean_text(sink.amqp.vhost))
    return "the vhost has control characters";
  const auto path = view(url.encoded_path());
  sink.display_url = "amqp://" + net::host_and_port(sink.amqp.host, sink.amqp.port)
                     + std::string{path.empty() ? "/" : path};
  return {};
}

std::string take_mqtt(const url_view& url, const sink_query& query, sink_url& sink) {
  auto& mqtt = sink.mqtt;
  if (auto problem = take_login(url, query, mqtt.user, mqtt.password); !problem.empty())
    return problem;
  if (const auto path = url.path(); path.size() > 1)
    mqtt.topic = path.substr(1);
  if (mqtt.topic.size() > max_topic || mqtt.topic.back() == '/'
      || mqtt.topic.find_first_of(std::string_view{"+#$\0", 4}) != std::string::npos)
    return "the topic is too long, ends with \"/\" or holds \"+\", \"#\" or \"$\"";
  if (!is_clean_text(mqtt.topic))
    return "the topic has control characters";
  sink.display_url = (mqtt.tls ? "mqtts://" : "mqtt://") + net::host_and_port(mqtt.host, mqtt.port)
                     + "/" + mqtt.topic;
  return {};
}

std::string take_smtp(const url_view& url, const sink_query& query, sink_url& sink) {
  auto& smtp = sink.smtp;
  if (const auto path = view(url.encoded_path()); !path.empty() && path != "/")
    return "has a path; recipients are named by to=ops@example.org";
  if (auto problem = take_login(url, query, smtp.user, smtp.password); !problem.empty())
    return problem;
  if (auto problem = complete_smtp(smtp); !problem.empty())
    return problem;
  sink.display_url = display_smtp(smtp);
  return {};
}

std::string take_webhook(const url_view& url, sink_query query, sink_url& sink) {
  auto& webhook = sink.webhook;
  const auto path = view(url.encoded_path());
  webhook.http.target = path.empty() ? "/" : path;
  const auto known = known_format(webhook.http.host, url.path());
  if (known && !query.format_named)
    webhook.format = *known;
  if (auto problem = complete_push_address(webhook, query.rest, query.token); !problem.empty())
    return problem;
  if (auto problem = take_authorization(url, query.token, webhook.http); !problem.empty())
    return problem;
  webhook.http.target += query.rest;
  // The path of many receivers suffices to write to them, so it is a secret. Nothing but its name
  // protects a topic of ntfy.
  const bool is_topic = webhook.format == webhook_format::ntfy || known == webhook_format::ntfy;
  const auto shown = is_topic ? "/…" : first_segment(path);
  sink.display_url =
      display_http(webhook.http, shown, webhook.http.port != (webhook.http.tls ? 443 : 80));
  if (!query.rest.empty())
    sink.display_url += "?…";
  return {};
}

std::string take_alertmanager(const url_view& url, const sink_query& query, sink_url& sink) {
  auto& http = sink.alertmanager.http;
  if (auto problem = take_authorization(url, query.token, http); !problem.empty())
    return problem;
  http.target = view(url.encoded_path());
  while (http.target.ends_with('/'))
    http.target.pop_back();
  sink.display_url = "alertmanager+" + display_http(http, first_segment(http.target), true);
  return {};
}

/// Returns the key that identifies this sink, without its login.
std::string key_of(const sink_url& sink) {
  std::string whole;
  for (const auto& part :
       {sink.display_url, sink.amqp.exchange, sink.amqp.key, sink.amqp.queue,
        std::string{sink.amqp.profile == amqp_profile::standard ? "" : "alarm-manager"},
        sink.webhook.http.target, std::to_string(static_cast<int>(sink.webhook.format)),
        sink.alertmanager.instance})
    whole.append(part).push_back('\n');
  // Only the first segment of a longer path is shown.
  if (const auto& prefix = sink.alertmanager.http.target; first_segment(prefix) != prefix)
    whole.append(prefix).push_back('\n');
  if (!sink.webhook.recipient.empty()) // after all that earlier versions had
    whole.append(sink.webhook.recipient).push_back('\n');
  // Does not use OpenSSL's SHA-256: its initialization costs 1.5 MiB, which most setups need for
  // nothing else.
  const auto digest = boost::uuids::name_generator_sha1{boost::uuids::ns::url()}(whole);
  return std::string{to_string(sink.kind)} + " " + sink.display_url + " "
         + std::string{to_string(sink.mode)} + " " + to_string(digest);
}

std::string take_parts(
    const url_view& url, const scheme_kind& scheme, const sink_query& query, sink_url& sink) {
  std::string problem;
  switch (sink.kind) {
  case sink_kind::log:
    if (url.has_authority() || !url.encoded_path().empty())
      return "log: has no address, it writes to standard output";
    sink.display_url = "log:";
    return {};
  case sink_kind::amqp:
    problem = take_address(url, scheme.port, sink.amqp.host, sink.amqp.port);
    return problem.empty() ? take_amqp(url, query, sink) : problem;
  case sink_kind::webhook:
    sink.webhook.http.tls = scheme.tls;
    problem = take_address(url, scheme.port, sink.webhook.http.host, sink.webhook.http.port);
    return problem.empty() ? take_webhook(url, query, sink) : problem;
  case sink_kind::alertmanager:
    sink.alertmanager.http.tls = scheme.tls;
    problem =
        take_address(url, scheme.port, sink.alertmanager.http.host, sink.alertmanager.http.port);
    return problem.empty() ? take_alertmanager(url, query, sink) : problem;
  case sink_kind::mqtt:
    sink.mqtt.tls = scheme.tls;
    problem = take_address(url, scheme.port, sink.mqtt.host, sink.mqtt.port);
    return problem.empty() ? take_mqtt(url, query, sink) : problem;
  case sink_kind::smtp:
    if (scheme.tls && sink.smtp.security == smtp_security::none)
      return "tls=no is for smtp: only";
    if (scheme.tls)
      sink.smtp.security = smtp_security::tls;
    problem = take_address(url, scheme.port, sink.smtp.host, sink.smtp.port);
    return problem.empty() ? take_smtp(url, query, sink) : problem;
  case sink_kind::fleet: // no URL names it
    break;
  }
  return problem;
}

/// Parses a URL into its parts.
model::expected<url_view> parse(std::string_view text) {
  // What it names is not repeated: it may be a secret.
  if (!text.empty() && text.find(':') == std::string_view::npos)
    return model::failure{
        model::failure_code::bad_option,
        "a sink begins with its kind, as in https://host/path or log:"};
  const auto parsed = boost::urls::parse_uri(text);
  // An "@" anywhere except after the password and in a mail address is an error: "u:1/2@host"
  // parses with the host u.
  if (!parsed
      || std::ranges::count(text, '@')
             != (parsed->has_userinfo() ? 1 : 0) + count_address_signs(*parsed))
    return bad(
        text, "is not a URL; write special characters of a user, password or name as %XX "
              "(\"/\" is %2F, \"@\" is %40, \"#\" is %23, \"?\" is %3F)");
  if (parsed->has_fragment())
    return bad(text, "\"#\" must be written %23");
  return *parsed;
}

const scheme_kind* find_scheme(const url_view& url) {
  const auto* found = std::ranges::find(schemes, view(url.scheme()), &scheme_kind::scheme);
  return found == schemes.end() ? nullptr : found;
}

/// Sets the receiver from the URL in the file that `webhook:?url-file=` names.
std::string take_receiver(sink_query query, sink_url& sink) {
  if (query.url.empty())
    return "names no file, as in webhook:?url-file=/run/secrets/url";
  const auto given = net::with_lower_scheme(query.url);
  const auto url = parse(given);
  if (!url)
    return "url-file holds no URL, or one with \"#\"";
  const auto* scheme = find_scheme(*url);
  if (scheme == nullptr || !scheme->scheme.starts_with("http"))
    return "url-file holds no URL of http or https";
  if (const auto own = view(url->encoded_query()); url->has_query())
    query.rest = "?" + std::string{own};
  return take_parts(*url, *scheme, query, sink);
}

} // namespace

std::string_view to_string(sink_kind kind) {
  constexpr std::array<std::string_view, 7> words{"log",  "amqp", "webhook", "alertmanager",
                                                  "mqtt", "smtp", "fleet"};
  return words[static_cast<std::size_t>(kind)];
}

std::string_view to_string(sink_mode mode) {
  return mode == sink_mode::events ? "events" : "incidents";
}

model::expected<sink_url> parse_sink_url(std::string_view given, const secret_reader& read_secret) {
  const auto text = net::with_lower_scheme(given);
  const auto url = parse(text);
  if (!url)
    return url.error();
  const auto* scheme = find_scheme(*url);
  if (scheme == nullptr)
    return bad(
        text, "unknown kind of sink; known are log:, amqp:, http:, https:, webhook:, "
              "alertmanager+http:, alertmanager+https:, mqtt:, mqtts:, smtp: and smtps:");
  sink_url sink;
  sink.kind = scheme->kind;
  const bool for_programs = sink.kind == sink_kind::log || sink.kind == sink_kind::amqp;
  sink.mode = for_programs ? sink_mode::events : sink_mode::incidents;
  const auto query = take_query(*url, sink, read_secret);
  auto problem = query.problem;
  if (problem.empty() && scheme->scheme == "webhook")
    problem =
        url->encoded_path().empty() && !url->has_authority()
            ? take_receiver(query, sink)
            : "webhook: takes its address from a file, as in webhook:?url-file=/run/secrets/url";
  else if (problem.empty() && !query.url.empty())
    problem = "has an address and names a file with another; write webhook:?url-file=";
  else if (problem.empty())
    problem = take_parts(*url, *scheme, query, sink);
  if (!problem.empty())
    return bad(text, problem);
  sink.key = key_of(sink);
  return sink;
}

model::expected<sink_url> rabbitmq_sink_url(
    std::string_view host, std::string_view port, std::string_view user,
    std::string_view password) {
  using model::failure_code;
  if (host.empty())
    return model::failure{failure_code::bad_option, "RABBITMQ_HOST is empty"};
  if (!is_host(std::string{host}))
    return model::failure{
        failure_code::bad_option,
        "RABBITMQ_HOST is \"" + std::string{host} + "\", neither an IP address nor a name"};
  sink_url sink;
  sink.kind = sink_kind::amqp;
  sink.amqp.profile = amqp_profile::alarm_manager;
  sink.amqp.host = host;
  if (!port.empty()) {
    const auto number = net::parse_port(port);
    if (!number)
      return model::failure{
          failure_code::bad_option,
          "RABBITMQ_PORT is \"" + std::string{port} + "\", not a number from 1 to 65535"};
    sink.amqp.port = *number;
  }
  if (!user.empty())
    sink.amqp.user = user;
  if (!password.empty())
    sink.amqp.password = password;
  sink.display_url = "amqp://" + net::host_and_port(sink.amqp.host, sink.amqp.port) + "/";
  sink.key = key_of(sink);
  return sink;
}

} // namespace docker_monitor::sinks
