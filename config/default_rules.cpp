#include "config/rule_file.hpp"

namespace docker_monitor::config {

using namespace model;

std::string_view default_rules() {
  return R"toml(# Which sinks get which alarms. The first [[rule]] that matches an alarm decides; where none does,
# every sink gets it with the severity of the kind: down, paused and unhealthy are Major, oom,
# restart-loop and engine-unreachable Critical, degraded Minor, blind-interval Warning.
#
# [[rule]]
# name = "…"                                # unique
# include = ["name=web-*", "image=nginx:*"] # or label=KEY[=VALUE]; left out: all, the engine, too
# exclude = ["label=quiet"]
# kinds = ["down", "unhealthy"]             # left out: all
# severity = "Critical"                     # Warning, Minor, Major, Critical; left out: the kind's
# mute = true                               # no sink gets it
# sinks = ["amqp", "mqtt://*"]              # kinds of sinks, or globs on their URLs; left out: all
# cooldown = "10m"                          # sinks of incidents: minimum time between openings
# flapping = { changes = 4, within = "10m" }  # sinks of incidents: ended once unchanged that long
# for = "1m"                                # sinks of incidents: sent once it has lasted so long
#
# when = "cpu.percent > 90"                 # makes alarms of kind threshold, of any metric of the
# for = "30s"                               #   container object, rate(METRIC), or
# clear = 80                                #   time-to-limit(memory) < 10m; over at `clear` (5 %
# clear-for = "10s"                         #   from the limit) or beyond for `clear-for` (0s)
#
# [[maintenance]]                           # sinks of incidents get what is still open after it
# name = "…"
# include = ["label=com.docker.compose.project=shop"]
# days = ["sat", "sun"]                     # left out: every day; or once, as in
# from = "02:00"                            # from = 2026-11-22T22:00:00Z
# to = "04:00"                              # to = 2026-11-23T02:00:00Z
# timezone = "Europe/Berlin"                # left out: the zone of the system

[[rule]]
name = "memory nearly full"
when = "memory.percent > 95"
for = "1m"
clear = 90
severity = "Major"

[[rule]]
name = "health that flaps"
kinds = ["unhealthy", "healthy"]
flapping = { changes = 4, within = "10m" }

[[rule]]
name = "pauses that flap"
kinds = ["paused", "unpaused"]
flapping = { changes = 4, within = "10m" }
)toml";
}

} // namespace docker_monitor::config
