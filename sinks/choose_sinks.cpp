#include "sinks/choose_sinks.hpp"

#include "config/options.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::sinks {

namespace {

bool has(const std::vector<sink_url>& chosen, const sink_url& url) {
  return std::ranges::find(chosen, url.key, &sink_url::key) != chosen.end();
}

} // namespace

model::expected<std::vector<sink_url>>
choose_sinks(const std::vector<std::string>& urls, const storage::environment_lookup& environment) {
  std::vector<sink_url> chosen;
  for (const auto& text : urls) {
    auto url = parse_sink_url(text);
    if (!url)
      return url.error();
    if (has(chosen, *url))
      return model::failure{
          model::failure_code::bad_option, "sink " + url->display_url + " is given twice"};
    chosen.push_back(*std::move(url));
  }
  if (const auto host = environment("RABBITMQ_HOST")) {
    auto url = rabbitmq_sink_url(
        *host, environment("RABBITMQ_PORT").value_or(""), environment("RABBITMQ_USER").value_or(""),
        environment("RABBITMQ_PASSWORD").value_or(""));
    if (!url)
      return url.error();
    if (!has(chosen, *url))
      chosen.push_back(*std::move(url));
  }
  if (chosen.empty())
    chosen.push_back(*parse_sink_url(config::default_sink));
  return chosen;
}

} // namespace docker_monitor::sinks
