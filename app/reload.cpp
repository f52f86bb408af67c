#include "app/reload.hpp"

#include "app/alarm_path.hpp"
#include "http/server/token_guard.hpp"
#include "logging/log.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <utility>

namespace docker_monitor::app {

void reload_rules(const plan& p, const actors::alarm_router_actor& router) {
  auto rules = read_rules(p.options.rules);
  if (!rules) {
    logging::error(
        {.event = "reload-failed", .error = rules.error().message},
        "the rules stay as they were: {}", rules.error().message);
    return;
  }
  spdlog::info("rules: read again, {} of them", rules->rules.size());
  for (const auto& problem : lint(*rules, p.sinks))
    spdlog::warn("{}", problem);
  caf::anon_send(
      router, actors::new_rules{std::make_shared<const model::rule_set>(*std::move(rules))});
}

void reload_access(const plan& p, http::server_thread& server, http::tls_context_ptr& shown) {
  auto tokens = http::read_tokens(p.options.token_file, read_file);
  if (!tokens)
    logging::error(
        {.event = "reload-failed", .error = tokens.error().message},
        "the tokens stay as they were: {}", tokens.error().message);
  else if (!tokens->empty())
    server.renew(*std::move(tokens));
  auto tls = http::read_tls(p.options.tls);
  if (!tls)
    logging::error(
        {.event = "reload-failed", .error = tls.error().message},
        "the certificate stays as it was: {}", tls.error().message);
  else if (*tls) {
    shown = *tls;
    server.renew(*std::move(tls));
  }
}

void check_certificate(
    const http::tls_context_ptr& shown, const actors::alarm_router_actor& router) {
  const auto expires = http::expiry_of(shown);
  if (!expires)
    return;
  auto problem = http::expiry_problem(*expires, std::chrono::system_clock::now());
  if (!problem.empty())
    spdlog::warn("{}", problem);
  caf::anon_send(router, actors::self_alarm{"certificate", std::move(problem)});
}

} // namespace docker_monitor::app
