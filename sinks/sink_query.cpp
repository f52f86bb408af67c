#include "sinks/sink_query.hpp"

#include "config/options.hpp"
#include "sinks/smtp/smtp_address.hpp"
#include "sinks/url_parts.hpp"
#include "sinks/url_text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t max_amqp_name = 255; // a short string of the protocol

/// The objects that a key may change.
struct target {
  sink_url& sink;
  sink_query& query;
  const secret_reader& read_secret;
};

/// Applies a value. Returns the problem with it; empty for none.
using taker = std::string (*)(const target& to, std::string value);

std::string take_mode(const target& to, std::string value) {
  if (value != "events" && value != "incidents")
    return "mode is \"" + value + "\"; it can be events or incidents";
  to.sink.mode = value == "events" ? sink_mode::events : sink_mode::incidents;
  return {};
}

std::string take_logs(const target& to, std::string value) {
  if (value != "true" && value != "false")
    return "logs is \"" + value + "\"; it can be true or false";
  to.sink.logs = value == "true";
  return {};
}

std::string take_heartbeat(const target& to, std::string value) {
  using namespace std::chrono_literals;
  const auto pause = config::parse_duration(value);
  if (!pause || *pause < 1s || *pause > 24h)
    return "heartbeat is \"" + value + "\", no duration from 1s to 24h; write it as 30s, 5m or 1h";
  to.sink.heartbeat = *pause;
  return {};
}

std::string take_timeout(const target& to, std::string value) {
  using namespace std::chrono_literals;
  const auto limit = config::parse_duration(value);
  if (!limit || *limit < 1s || *limit > 5min)
    return "timeout is \"" + value + "\", no duration from 1s to 5m; write it as 30s or 1m";
  to.sink.timeout = to.sink.alertmanager.timeout = *limit;
  return {};
}

std::string take_name(const std::string& key, std::string& name, std::string value) {
  if (value.empty())
    return key + " is empty; leave it out for the default \"" + name + "\"";
  if (value.size() > max_amqp_name)
    return key + " is longer than the 255 bytes AMQP allows";
  if (!is_clean_text(value))
    return key + " has control characters";
  name = std::move(value);
  return {};
}

std::string take_exchange(const target& to, std::string value) {
  return take_name("exchange", to.sink.amqp.exchange, std::move(value));
}

std::string take_key(const target& to, std::string value) {
  return take_name("key", to.sink.amqp.key, std::move(value));
}

std::string take_queue(const target& to, std::string value) {
  return take_name("queue", to.sink.amqp.queue, std::move(value));
}

std::string take_profile(const target& to, std::string value) {
  if (value != "alarm-manager")
    return "profile is \"" + value + "\"; it can be alarm-manager, or be left out";
  to.sink.amqp.profile = amqp_profile::alarm_manager;
  return {};
}

std::string take_format(const target& to, std::string value) {
  constexpr std::array<std::pair<std::string_view, webhook_format>, 10> formats{{
      {"json", webhook_format::json},
      {"slack", webhook_format::slack},
      {"discord", webhook_format::discord},
      {"teams", webhook_format::teams},
      {"ntfy", webhook_format::ntfy},
      {"telegram", webhook_format::telegram},
      {"gotify", webhook_format::gotify},
      {"pagerduty", webhook_format::pagerduty},
      {"pushover", webhook_format::pushover},
      {"apprise", webhook_format::apprise},
  }};
  const auto* found = std::ranges::find(formats, value, [](const auto& f) { return f.first; });
  if (found == formats.end())
    return "format is \"" + value
           + "\"; it can be json, slack, discord, teams, ntfy, telegram, "
             "gotify, pagerduty, pushover or apprise";
  to.sink.webhook.format = found->second;
  to.query.format_named = true;
  return {};
}

std::string take_header(const target& to, std::string value) {
  return add_header(to.sink.webhook.http, value);
}

/// Reads a secret into `into`. Returns the problem with it, if any.
template <class Into>
std::string take_file(const target& to, const std::string& path, Into& into) {
  auto secret = to.read_secret(path);
  if (!secret)
    return secret.error().message;
  into = *std::move(secret);
  return {};
}

std::string take_signing_key(const target& to, std::string value) {
  return take_file(to, value, to.sink.webhook.signing_key);
}

std::string take_token(const target& to, std::string value) {
  if (auto problem = take_file(to, value, to.query.token); !problem.empty())
    return problem;
  return is_header_value(*to.query.token) ? std::string{}
                                          : "secret file " + value + ": holds no single token";
}

std::string take_password(const target& to, std::string value) {
  return take_file(to, value, to.query.password);
}

std::string take_url(const target& to, std::string value) {
  return take_file(to, value, to.query.url);
}

std::string take_instance(const target& to, std::string value) {
  if (value.empty())
    return "instance is empty; leave it out for none";
  if (!is_clean_text(value))
    return "instance has control characters";
  to.sink.alertmanager.instance = std::move(value);
  return {};
}

/// Takes an address of `to=` or `from=`.
std::string take_address_of(const std::string& key, const std::string& value, std::string& into) {
  if (!is_mail_address(value))
    return key + " is \"" + value
           + "\", no address as in ops@example.org; write \"+\" in it as %2B";
  into = value;
  return {};
}

std::string take_recipient(const target& to, std::string value) {
  return take_address_of("to", value, to.sink.smtp.to.emplace_back());
}

std::string take_sender(const target& to, std::string value) {
  return take_address_of("from", value, to.sink.smtp.from);
}

std::string take_tls(const target& to, std::string value) {
  if (value != "no")
    return "tls is \"" + value + "\"; it can be no, or be left out";
  to.sink.smtp.security = smtp_security::none;
  return {};
}

constexpr unsigned on(sink_kind kind) {
  return 1U << static_cast<unsigned>(kind);
}

constexpr auto for_amqp = on(sink_kind::amqp);
constexpr auto for_mqtt = on(sink_kind::mqtt);
constexpr auto for_smtp = on(sink_kind::smtp);
constexpr auto for_webhook = on(sink_kind::webhook);
constexpr auto for_alertmanager = on(sink_kind::alertmanager);
constexpr auto for_log = on(sink_kind::log);
constexpr auto every = ~0U;

struct known_key {
  std::string_view key;
  unsigned kinds;
  taker take;
};

constexpr std::array<known_key, 18> known_keys{{
    {"exchange", for_amqp, take_exchange},
    {"key", for_amqp, take_key},
    {"queue", for_amqp, take_queue},
    {"profile", for_amqp, take_profile},
    {"to", for_smtp, take_recipient},
    {"from", for_smtp, take_sender},
    {"tls", for_smtp, take_tls},
    {"password-file", for_amqp | for_mqtt | for_smtp, take_password},
    {"format", for_webhook, take_format},
    {"secret-file", for_webhook, take_signing_key},
    {"token-file", for_webhook | for_alertmanager, take_token},
    {"header", for_webhook, take_header},
    {"url-file", for_webhook, take_url},
    {"instance", for_alertmanager, take_instance},
    {"logs", every & ~for_alertmanager, take_logs},
    {"heartbeat", every, take_heartbeat},
    {"timeout", every & ~for_log, take_timeout},
    {"mode", every, take_mode},
}};

/// Returns the keys of a kind of sink, as a part of a sentence.
std::string names_for(sink_kind kind) {
  std::string names;
  for (const auto& known : known_keys)
    if ((known.kinds & on(kind)) != 0)
      names.append(names.empty() ? "" : known.key == "mode" ? " and " : ", ").append(known.key);
  return names;
}

} // namespace

sink_query
take_query(const boost::urls::url_view& url, sink_url& sink, const secret_reader& read_secret) {
  sink_query query;
  // Boost.URL 1.81 reads beyond the end of an empty query.
  if (url.encoded_query().empty())
    return query;
  std::set<std::string> seen;
  // A key of the receiver keeps its encoding.
  auto raw = url.encoded_params().begin();
  for (const auto& parameter : url.params()) {
    const std::string key = parameter.key;
    const auto* known = std::ranges::find_if(known_keys, [&](const known_key& candidate) {
      return candidate.key == key && (candidate.kinds & on(sink.kind)) != 0;
    });
    if (known != known_keys.end()) {
      if (!seen.insert(key).second && key != "header" && key != "to")
        query.problem = "query key \"" + key + "\" is given twice";
      else
        query.problem = known->take({sink, query, read_secret}, parameter.value);
    } else if (sink.kind == sink_kind::webhook && url.scheme() != "webhook") {
      append_parameter(query.rest, *raw);
    } else {
      query.problem = "unknown query key \"" + key + "\"; known are " + names_for(sink.kind);
    }
    if (!query.problem.empty())
      break;
    ++raw;
  }
  return query;
}

} // namespace docker_monitor::sinks
