#include "simulator/container/catalogue.hpp"

#include <array>

namespace docker_monitor::simulator {

namespace {

using enum character;
using policy = restart_policy;

constexpr std::array<catalogue_entry, 24> entries{{
    {"shop", "web", "nginx:1.25", "/docker-entrypoint.sh nginx -g 'daemon off;'", busy,
     policy::unless_stopped, 256, 0, 80, true, 0},
    {"shop", "api", "registry.example.com/shop/api:2.14.0", "node server.js", busy, policy::always,
     512, 2, 8080, true, 143},
    {"shop", "db", "postgres:15.4", "docker-entrypoint.sh postgres", steady, policy::unless_stopped,
     0, 0, 5432, true, 0},
    {"shop", "worker", "registry.example.com/shop/worker:2.14.0", "python -m worker", batch,
     policy::on_failure, 768, 1.5, 0, false, 143},
    {"shop", "cache", "redis:7.2-alpine", "docker-entrypoint.sh redis-server", idle, policy::always,
     0, 0, 6379, false, 0},
    {"blog", "wordpress", "wordpress:6.3-apache", "docker-entrypoint.sh apache2-foreground",
     leaking, policy::always, 384, 0, 80, false, 0},
    {"blog", "db", "mariadb:11.1", "docker-entrypoint.sh mariadbd", steady, policy::always, 1024, 0,
     3306, true, 0},
    {"monitoring", "prometheus", "prom/prometheus:v2.47.0",
     "/bin/prometheus --config.file=/etc/prometheus/prometheus.yml", steady, policy::unless_stopped,
     2048, 0, 9090, false, 0},
    {"monitoring", "grafana", "grafana/grafana:10.1.2", "/run.sh", idle, policy::unless_stopped, 0,
     0, 3000, false, 0},
    {"", "nightly-backup", "restic/restic:0.16.0", "restic backup /data", batch, policy::no, 0, 1,
     0, false, 130},
    {"", "mosquitto", "eclipse-mosquitto:2.0", "/docker-entrypoint.sh mosquitto", idle,
     policy::always, 64, 0, 1883, false, 0},
    {"", "legacy-report", "registry.example.com/legacy/report:4",
     "java -Xmx200m -jar report.jar --watch", leaking, policy::on_failure, 320, 0.5, 0, true, 143},
    {"iot", "kafka", "confluentinc/cp-kafka:7.5.0", "/etc/confluent/docker/run", steady,
     policy::unless_stopped, 2048, 2, 9092, true, 143},
    {"iot", "zookeeper", "zookeeper:3.8", "/docker-entrypoint.sh zkServer.sh start-foreground",
     idle, policy::unless_stopped, 512, 0, 2181, false, 143},
    {"iot", "mongo", "mongo:6.0", "docker-entrypoint.sh mongod", steady, policy::unless_stopped, 0,
     0, 27017, false, 0},
    {"iot", "gateway", "registry.example.com/iot/gateway:1.3.1", "/app/gateway", busy,
     policy::always, 128, 1, 8443, true, 0},
    {"ci", "runner", "gitlab/gitlab-runner:v16.4.0", "/usr/bin/dumb-init /entrypoint run", batch,
     policy::always, 0, 0, 0, false, 0},
    {"ci", "registry", "registry:2.8", "/entrypoint.sh /etc/docker/registry/config.yml", idle,
     policy::always, 0, 0, 5000, false, 2},
    {"monitoring", "alertmanager", "prom/alertmanager:v0.26.0", "/bin/alertmanager", idle,
     policy::unless_stopped, 0, 0, 9093, false, 0},
    {"monitoring", "node-exporter", "prom/node-exporter:v1.6.1", "/bin/node_exporter", idle,
     policy::unless_stopped, 0, 0, 9100, false, 143},
    {"mail", "dovecot", "dovecot/dovecot:2.3.20", "/usr/sbin/dovecot -F", idle, policy::always, 256,
     0, 993, false, 0},
    {"mail", "rspamd", "rspamd/rspamd:3.6", "/usr/bin/rspamd -f", busy, policy::always, 512, 1,
     11332, true, 0},
    {"", "debug-shell", "debian:bookworm-slim", "sleep infinity", idle, policy::no, 0, 0, 0, false,
     137},
    {"", "transcoder", "linuxserver/ffmpeg:6.0", "ffmpeg -i /in -c:v libx264 /out", batch,
     policy::no, 1024, 2, 0, false, 255},
}};

} // namespace

std::string_view to_string(restart_policy policy) {
  switch (policy) {
  case restart_policy::no:
    return "no";
  case restart_policy::on_failure:
    return "on-failure";
  case restart_policy::always:
    return "always";
  case restart_policy::unless_stopped:
    return "unless-stopped";
  }
  return "no";
}

restart_policy parse_restart_policy(std::string_view word) {
  for (const auto policy :
       {restart_policy::on_failure, restart_policy::always, restart_policy::unless_stopped})
    if (to_string(policy) == word)
      return policy;
  return restart_policy::no;
}

std::span<const catalogue_entry> catalogue() {
  return entries;
}

std::string catalogue_name(std::size_t index) {
  const auto& entry = entries[index % entries.size()];
  const auto round = index / entries.size() + 1;
  if (!entry.project.empty())
    return std::string{entry.project} + '-' + std::string{entry.name} + '-' + std::to_string(round);
  return round == 1 ? std::string{entry.name}
                    : std::string{entry.name} + '-' + std::to_string(round);
}

} // namespace docker_monitor::simulator
