#include "tests/http/snapshots.hpp"

#include <utility>

namespace docker_monitor::http {

using model::container_status;

response
ask(route_function answer, const model::snapshot_ptr& snapshot, const request& request,
    std::chrono::steady_clock::time_point now) {
  route_context context;
  return answer({snapshot, request, now, context});
}

model::row_ptr make_row(
    std::string id, std::string name, container_status status, std::optional<double> cpu,
    std::optional<double> memory) {
  model::container container;
  container.id = std::move(id);
  container.name = std::move(name);
  container.status = status;
  model::row row;
  row.container = std::make_shared<const model::container>(std::move(container));
  if (cpu || memory) {
    model::sample sample;
    sample.cpu_percent = cpu;
    sample.memory_percent = memory;
    row.sample = std::make_shared<const model::sample>(sample);
  }
  return std::make_shared<const model::row>(std::move(row));
}

model::engine_status connected_engine() {
  model::engine_status engine;
  engine.connected = true;
  engine.list_received = true;
  engine.last_contact = noon;
  return engine;
}

model::snapshot_ptr make_snapshot(std::vector<model::row_ptr> rows) {
  return std::make_shared<const model::snapshot>(1, connected_engine(), std::move(rows));
}

model::snapshot_ptr four_containers() {
  return make_snapshot({
      make_row("1111aaaa", "web", container_status::running, 1.5, 0.2),
      make_row("1111bbbb", "db", container_status::running, 200.0, 64.707),
      make_row("2222cccc", "cache", container_status::paused, 3.0, 4.0),
      make_row("3333dddd", "job", container_status::exited),
  });
}

} // namespace docker_monitor::http
