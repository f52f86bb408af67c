#pragma once

#include "model/failure.hpp"
#include "sinks/sink_url.hpp"
#include "storage/choose_data.hpp"

#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// Where alarms go: the URLs of the options in their order, then RabbitMQ where `RABBITMQ_HOST`
/// (and
/// `_PORT`, `_USER`, `_PASSWORD`) names one that is not among them; `log:` where there is nothing
/// else. Fails with `bad_option` for a URL that is none, and for one that is there twice.
model::expected<std::vector<sink_url>>
choose_sinks(const std::vector<std::string>& urls, const storage::environment_lookup& environment);

} // namespace docker_monitor::sinks
