#pragma once

#include "model/failure.hpp"
#include "sinks/amqp_options.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::sinks {

/// What a sink's URL names.
enum class sink_kind : std::uint8_t { log, amqp };

/// What a sink gets: one alarm per transition, or transitions folded into stories.
enum class sink_mode : std::uint8_t { events, stories };

/// The word of the API: `"log"`, `"amqp"`.
std::string_view to_string(sink_kind kind);

/// The word of the API: `"events"`, `"stories"`.
std::string_view to_string(sink_mode mode);

/// A sink as an option names it.
struct sink_url {
  sink_kind kind = sink_kind::log;
  sink_mode mode = sink_mode::events;
  std::string display_url; ///< for logs and the API: without user and password
  amqp_options amqp;       ///< of `amqp:` only
};

/// Reads `log:` or
/// `amqp://user:password@host:port/vhost?exchange=&key=&queue=&profile=alarm-manager&mode=events`.
/// Left out: user and password guest, port 5672, vhost `/`, and the names of `amqp_options`. Fails
/// with `bad_option`; the message names the URL without its password.
model::expected<sink_url> parse_sink_url(std::string_view text);

/// The sink the variables RABBITMQ_HOST, RABBITMQ_PORT, RABBITMQ_USER and RABBITMQ_PASSWORD name,
/// with the alarm-manager's profile. Empty values but the host's are the defaults of AMQP. Fails
/// with `bad_option` for no host or a port that is none.
model::expected<sink_url> rabbitmq_sink_url(
    std::string_view host, std::string_view port, std::string_view user, std::string_view password);

} // namespace docker_monitor::sinks
