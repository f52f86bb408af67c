#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "app/plan.hpp"
#include "http/server/server_thread.hpp"

namespace docker_monitor::app {

/// Reads the rule file again and sends the rules to the router. Where the file is wrong, the log
/// says why and the rules stay as they were.
void reload_rules(const plan& p, const actors::alarm_router_actor& router);

/// Reads tokens and certificate again. What cannot be read stays as it was, and the log says why.
/// `shown` becomes the certificate that is shown from now on.
void reload_access(const plan& p, http::server_thread& server, http::tls_context_ptr& shown);

/// Raises the alarm `degraded` while the certificate expires within 30 days, and ends it after a
/// renewal.
void check_certificate(
    const http::tls_context_ptr& shown, const actors::alarm_router_actor& router);

} // namespace docker_monitor::app
