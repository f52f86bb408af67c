#include "app/reload.hpp"

#include "app/alarm_path.hpp"
#include "http/server/token_guard.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace docker_monitor::app {

void reload_rules(const plan& p, const actors::alarm_router_actor& router) {
  auto rules = read_rules(p.options.rules);
  if (!rules) {
    spdlog::error("the rules stay as they were: {}", rules.error().message);
    return;
  }
  spdlog::info("rules: read again, {} of them", rules->rules.size());
  for (const auto& doubt : doubts_about(*rules, p.sinks))
    spdlog::warn("{}", doubt);
  caf::anon_send(
      router, actors::new_rules{std::make_shared<const model::rule_set>(*std::move(rules))});
}

void reload_access(const plan& p, http::server_thread& server) {
  auto tokens = http::read_tokens(p.options.token_file, read_file);
  if (!tokens)
    spdlog::error("the tokens stay as they were: {}", tokens.error().message);
  else if (!tokens->empty())
    server.renew(*std::move(tokens));
  auto tls = http::read_tls(p.options.tls);
  if (!tls)
    spdlog::error("the certificate stays as it was: {}", tls.error().message);
  else if (*tls)
    server.renew(*std::move(tls));
}

} // namespace docker_monitor::app
