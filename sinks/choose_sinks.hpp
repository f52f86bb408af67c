#pragma once

#include "model/failure.hpp"
#include "sinks/sink_url.hpp"
#include "storage/choose_data.hpp"

#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// Returns the sinks: the URLs of the options in their order, then RabbitMQ where `RABBITMQ_HOST`
/// (and `_PORT`, `_USER`, `_PASSWORD`) names one that is not among them; `log:` if there is no
/// other. Fails with `bad_option` for an invalid or repeated URL.
model::expected<std::vector<sink_url>>
choose_sinks(const std::vector<std::string>& urls, const storage::environment_lookup& environment);

} // namespace docker_monitor::sinks
