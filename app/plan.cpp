#include "app/plan.hpp"

#include "config/file_text.hpp"
#include "config/rule_file.hpp"
#include "engine/choose_source.hpp"
#include "fleet/private_file.hpp"
#include "http/server/host_policy.hpp"
#include "http/server/token_guard.hpp"
#include "sinks/choose_sinks.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace docker_monitor::app {

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string{name}.c_str());
  return value && *value ? std::optional<std::string>{value} : std::nullopt;
}

logging::log_settings log_settings_of(const config::options& options) {
  return {
      options.log_level, options.log_format == "json", environment("JOURNAL_STREAM").value_or("")};
}

std::vector<std::string> variable_names() {
  std::vector<std::string> names;
  for (char** entry = environ; entry && *entry; ++entry)
    names.emplace_back(*entry, std::strcspn(*entry, "="));
  return names;
}

model::expected<std::string> read_file(const std::string& path) {
  return config::read_file(path);
}

model::expected<model::rule_set> read_rules(const std::string& path) {
  if (path.empty())
    return config::parse_rules(config::default_rules(), "built-in rules");
  auto text = read_file(path);
  if (!text)
    return model::failure{
        model::failure_code::bad_option, "--rules " + path + ": " + text.error().message};
  return config::parse_rules(*text, path);
}

model::expected<plan> make_plan(const config::options& options) {
  plan made;
  made.options = options;
  while (made.options.external_url.ends_with('/'))
    made.options.external_url.pop_back();
  for (const auto& text : options.listen) {
    auto address = http::parse_listen_address(text);
    if (!address)
      return address.error();
    made.listen.push_back(*std::move(address));
  }
  for (const auto& name : options.allowed_hosts)
    if (const auto checked = http::check_allowed_host(name); !checked)
      return checked.error();
  auto remote_writes = sinks::parse_remote_write_urls(options.remote_write);
  if (!remote_writes)
    return remote_writes.error();
  made.remote_writes = *std::move(remote_writes);
  auto sinks = sinks::choose_sinks(options.sinks, environment);
  if (!sinks)
    return sinks.error();
  made.sinks = *std::move(sinks);
  auto rules = read_rules(options.rules);
  if (!rules)
    return rules.error();
  made.rules = *std::move(rules);
  auto tokens = http::read_tokens(options.token_file, read_file);
  if (!tokens)
    return tokens.error();
  made.tokens = *std::move(tokens);
  auto tls = http::read_tls(options.tls);
  if (!tls)
    return tls.error();
  made.tls = *std::move(tls);
  if (options.show_logs && made.tokens.empty() && options.tls.client_ca.empty()
      && std::ranges::any_of(made.listen, http::is_reachable_from_afar))
    return model::failure{
        model::failure_code::bad_option,
        "--show-logs: logs can hold secrets and other machines can reach a --listen address; give "
        "--token-file or --tls-client-ca, or listen on loopback addresses and unix sockets only"};
  if (!options.fleet.empty()) {
    const auto text = fleet::read_private_file(options.fleet);
    if (!text)
      return model::failure{model::failure_code::bad_option, "--fleet " + text.error().message};
    auto file = model::parse_fleet_file(*text);
    if (!file)
      return model::failure{
          model::failure_code::bad_option,
          "--fleet " + options.fleet + ": " + file.error().message};
    made.fleet = *std::move(file);
  }
  auto filter = model::container_filter::make(options.include, options.exclude);
  if (!filter)
    return filter.error();
  made.filter = *std::move(filter);
  const auto url =
      options.docker_host.empty()
          ? config::default_docker_host(engine::path_exists, environment("XDG_RUNTIME_DIR"))
          : options.docker_host;
  auto engine = engine::parse_endpoint(
      url, {environment("DOCKER_TLS_VERIFY").has_value(), environment("DOCKER_TLS").has_value(),
            environment("DOCKER_CERT_PATH").value_or("")});
  if (!engine)
    return engine.error();
  made.engine = *std::move(engine);
  return made;
}

} // namespace docker_monitor::app
