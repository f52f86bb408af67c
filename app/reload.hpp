#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "app/plan.hpp"
#include "http/server/server_thread.hpp"

namespace docker_monitor::app {

/// Reads the rule file again and sends the rules to the router. If the file is invalid, the rules
/// stay and the reason is logged.
void reload_rules(const plan& p, const actors::alarm_router_actor& router);

/// Reads tokens and certificate again. If one can't be read, it stays and the reason is logged.
/// `shown` becomes the certificate in use.
void reload_access(const plan& p, http::server_thread& server, http::tls_context_ptr& shown);

/// Raises the alarm `degraded` while the certificate expires within 30 days, and ends it after a
/// renewal.
void check_certificate(
    const http::tls_context_ptr& shown, const actors::alarm_router_actor& router);

} // namespace docker_monitor::app
