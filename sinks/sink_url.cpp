#include "sinks/sink_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t longest_amqp_name = 255; // a short string of the protocol

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stop != end || port == 0)
    return std::nullopt;
  return port;
}

/// What of a URL may be shown even if it could not be parsed: nothing up to the last `@`, which
/// includes passwords with unescaped special characters, and no "port" that is not a number (in
/// `amqp://user:password` without a host it is a password).
std::string without_secrets(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    const auto at = text.rfind('@');
    return at == std::string_view::npos ? std::string{text.substr(0, text.find(':') + 1)}
                                        : "…@" + std::string{text.substr(at + 1)};
  }
  std::string shown{text.substr(0, scheme_end + 3)};
  auto rest = text.substr(scheme_end + 3);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos)
    rest = rest.substr(at + 1);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto colon = rest.substr(0, authority_end).rfind(':');
  if (colon != std::string_view::npos && rest.front() != '['
      && !parse_port(rest.substr(colon + 1, authority_end - colon - 1)))
    return shown.append(rest.substr(0, colon)).append(":…");
  return shown.append(rest);
}

model::failure bad(std::string_view url, std::string_view problem) {
  return {
      model::failure_code::bad_option,
      "sink \"" + without_secrets(url) + "\": " + std::string{problem}};
}

/// The words a query may hold, and where they go.
struct query_target {
  sink_url& sink;

  /// The problem with this member, if any.
  [[nodiscard]] std::string take(const std::string& key, std::string value) const {
    if (key == "mode")
      return take_mode(value);
    if (sink.kind == sink_kind::amqp) {
      if (key == "exchange")
        return take_name(key, sink.amqp.exchange, std::move(value));
      if (key == "key")
        return take_name(key, sink.amqp.key, std::move(value));
      if (key == "queue")
        return take_name(key, sink.amqp.queue, std::move(value));
      if (key == "profile")
        return take_profile(value);
    }
    return "unknown query key \"" + key + "\"; known are "
           + (sink.kind == sink_kind::amqp ? "exchange, key, queue, profile and mode"
                                           : "mode only");
  }

 private:
  [[nodiscard]] std::string take_mode(const std::string& value) const {
    if (value == "events")
      return {};
    if (value == "stories")
      return "mode=stories is not available for this kind of sink yet; use mode=events";
    return "mode is \"" + value + "\"; it can be events";
  }

  [[nodiscard]] std::string take_profile(const std::string& value) const {
    if (value != "alarm-manager")
      return "profile is \"" + value + "\"; it can be alarm-manager, or be left out";
    sink.amqp.profile = amqp_profile::alarm_manager;
    return {};
  }

  [[nodiscard]] static std::string
  take_name(const std::string& key, std::string& target, std::string value) {
    if (value.empty())
      return key + " is empty; leave it out for the default \"" + target + "\"";
    if (value.size() > longest_amqp_name)
      return key + " is longer than the 255 bytes AMQP allows";
    target = std::move(value);
    return {};
  }
};

std::string take_query(const boost::urls::url_view& url, const query_target& target) {
  std::set<std::string> seen;
  for (const auto& parameter : url.params()) {
    if (!seen.insert(parameter.key).second)
      return "query key \"" + parameter.key + "\" is given twice";
    if (auto problem = target.take(parameter.key, parameter.value); !problem.empty())
      return problem;
  }
  return {};
}

/// Host, port, user and vhost; the problem with them, if any.
std::string take_broker(const boost::urls::url_view& url, amqp_options& amqp) {
  amqp.host = url.host_address();
  if (amqp.host.empty())
    return "names no host, as in amqp://user:password@host:5672/";
  if (url.has_port() && !url.port().empty()) {
    const auto port = parse_port({url.port().data(), url.port().size()});
    if (!port)
      return "the port is not a number from 1 to 65535";
    amqp.port = *port;
  }
  if (url.has_userinfo()) {
    amqp.user = url.user();
    amqp.password = url.password();
  }
  if (url.has_fragment())
    return "\"#\" must be written %23";
  if (const auto path = url.path(); !path.empty() && path.front() != '/')
    return "the port is not a number from 1 to 65535";
  else if (path.size() > 1)
    amqp.vhost = path.substr(1);
  if (amqp.vhost.size() > longest_amqp_name)
    return "the vhost is longer than the 255 bytes AMQP allows";
  return {};
}

std::string display(std::string_view host, std::uint16_t port, std::string_view path) {
  const bool v6 = host.find(':') != std::string_view::npos;
  std::string shown = "amqp://";
  shown.append(v6 ? "[" : "").append(host).append(v6 ? "]" : "");
  return shown.append(":").append(std::to_string(port)).append(path.empty() ? "/" : path);
}

} // namespace

std::string_view to_string(sink_kind kind) {
  return kind == sink_kind::log ? "log" : "amqp";
}

std::string_view to_string(sink_mode mode) {
  return mode == sink_mode::events ? "events" : "stories";
}

model::expected<sink_url> parse_sink_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  // Any "@" but the one behind the password is suspect: "u:1/2@host" parses, with the host u.
  if (!parsed || std::ranges::count(text, '@') != (parsed->has_userinfo() ? 1 : 0))
    return bad(
        text, "is not a URL; write special characters of a user, password or name as %XX "
              "(\"/\" is %2F, \"@\" is %40, \"#\" is %23, \"?\" is %3F)");
  const auto& url = *parsed;
  sink_url sink;
  if (url.scheme() == "amqp")
    sink.kind = sink_kind::amqp;
  else if (url.scheme() != "log")
    return bad(text, "unknown kind of sink; known are log: and amqp:");
  if (auto problem = take_query(url, {sink}); !problem.empty())
    return bad(text, problem);
  if (sink.kind == sink_kind::log) {
    if (url.has_authority() || !url.encoded_path().empty())
      return bad(text, "log: has no address, it writes to standard output");
    sink.display_url = "log:";
    return sink;
  }
  if (!url.has_authority())
    return bad(text, "names no host, as in amqp://user:password@host:5672/");
  if (auto problem = take_broker(url, sink.amqp); !problem.empty())
    return bad(text, problem);
  const auto path = url.encoded_path();
  sink.display_url = display(sink.amqp.host, sink.amqp.port, {path.data(), path.size()});
  return sink;
}

model::expected<sink_url> rabbitmq_sink_url(
    std::string_view host, std::string_view port, std::string_view user,
    std::string_view password) {
  using model::failure_code;
  if (host.empty())
    return model::failure{failure_code::bad_option, "RABBITMQ_HOST is empty"};
  sink_url sink;
  sink.kind = sink_kind::amqp;
  sink.amqp.profile = amqp_profile::alarm_manager;
  sink.amqp.host = host;
  if (!port.empty()) {
    const auto number = parse_port(port);
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
  sink.display_url = display(sink.amqp.host, sink.amqp.port, {});
  return sink;
}

} // namespace docker_monitor::sinks
