#pragma once

#include "model/failure.hpp"
#include "sinks/amqp/amqp_options.hpp"
#include "sinks/mqtt/mqtt_options.hpp"
#include "sinks/secret_file.hpp"
#include "sinks/smtp/smtp_options.hpp"
#include "sinks/webhook/http_options.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// The kinds of sinks.
enum class sink_kind : std::uint8_t { log, amqp, webhook, alertmanager, mqtt, smtp, fleet };

/// The mode of a sink: one alarm per transition, or transitions correlated into incidents.
enum class sink_mode : std::uint8_t { events, incidents };

/// Returns the word of the API: `"log"`, `"amqp"`, `"webhook"`, ….
std::string_view to_string(sink_kind kind);

/// Returns the word of the API: `"events"`, `"incidents"`.
std::string_view to_string(sink_mode mode);

/// A sink as given in an option.
struct sink_url {
  sinks::sink_kind kind = sinks::sink_kind::log;
  sinks::sink_mode mode = sinks::sink_mode::events;
  bool logs = false;                      ///< includes the last log lines
  std::chrono::milliseconds heartbeat{0}; ///< interval of heartbeats; zero for none
  /// The limit of one delivery. A slower one counts as failed although it may have arrived, and is
  /// sent again.
  std::chrono::milliseconds timeout{30'000};
  std::string display_url; ///< for logs and the API, without user and secrets
  /// Identifies this sink, also after a restart with new passwords. Contains no secret.
  std::string key;
  sinks::amqp_options amqp;       ///< of `amqp:` only
  sinks::webhook_options webhook; ///< of a webhook only
  sinks::alertmanager_options
      alertmanager;         ///< of `alertmanager+http:` and `alertmanager+https:` only
  sinks::mqtt_options mqtt; ///< of `mqtt:` and `mqtts:` only
  sinks::smtp_options smtp; ///< of `smtp:` and `smtps:` only
};

/// Parses the URL of a sink, and reads the files with secrets that it names:
/// - `log:`
/// - `amqp://user:password@host:port/vhost?exchange=&key=&queue=&profile=alarm-manager`. Left out:
///   user and password guest, port 5672, vhost `/`, and the names of `amqp_options`
/// - `http(s)://user:password@host:port/path?format=json|slack|discord|teams&secret-file=
///   &token-file=&header=Name:value`; other query keys belong to the receiver. Or
///   `webhook:?url-file=`, where the file holds the receiver's URL. Slack, Discord and Teams are
///   known by their hosts where no format is named (`known_format`)
/// - `alertmanager+http(s)://user:password@host:port/prefix?token-file=&instance=`. Left out: port
///   9093, with TLS 443
/// - `mqtt(s)://user:password@host:port/topic`. Left out: port 1883, with TLS 8883
/// - `smtp(s)://user:password@host:port/?to=&from=&tls=no`; `to` may be repeated. Left out: port
///   587, which requires STARTTLS, for `smtps:` 465; the sender is the user where that is an
///   address
///
/// All take `mode=events|incidents` (events where left out for `log:` and `amqp:`, else incidents),
/// `logs=true` and `heartbeat=5m`; all but `log:` take `timeout=30s`; amqp, mqtt and
/// smtp `password-file=`. Fails with `bad_option`; the message names the URL without its secrets.
model::expected<sinks::sink_url> parse_sink_url(
    std::string_view text, const sinks::secret_reader& read_secret = sinks::read_secret_file);

/// Returns the sink of the variables RABBITMQ_HOST, RABBITMQ_PORT, RABBITMQ_USER and
/// RABBITMQ_PASSWORD, with the alarm-manager's profile. Empty values, except that of the host, mean
/// the defaults of AMQP. Fails with `bad_option` for an empty host or an invalid port.
model::expected<sinks::sink_url> rabbitmq_sink_url(
    std::string_view host, std::string_view port, std::string_view user, std::string_view password);

} // namespace docker_monitor::sinks
