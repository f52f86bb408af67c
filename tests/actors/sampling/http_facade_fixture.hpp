#pragma once

#include "actors/sampling/http_facade.hpp"
#include "tests/support/actor_fixture.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::tests {

/// A facade, and the snapshots that it publishes.
struct http_facade_fixture : actor_fixture {
  http_facade_fixture() { consume_messages(); }

  static model::container_ptr
  container(const std::string& name, model::container_status status, std::chrono::seconds started) {
    model::container c;
    c.id = name + "-id";
    c.name = name;
    c.status = status;
    c.started_at = model::engine_time{started};
    return std::make_shared<const model::container>(std::move(c));
  }

  void change(model::container_ptr c) {
    actors::containers_changed message;
    message.changed.push_back(std::move(c));
    caf::anon_send(facade, message);
    consume_messages();
  }

  void sample(const model::container_ptr& c, double cpu) {
    model::sample s;
    s.cpu_percent = cpu;
    caf::anon_send(
        facade, actors::samples_taken{{{c, std::make_shared<const model::sample>(s), {}}}});
    consume_messages();
  }

  const model::row* row(std::string_view name) {
    shown = latest_snapshot->current();
    return shown->find(name);
  }

  std::shared_ptr<http::latest_snapshot> latest_snapshot =
      std::make_shared<http::latest_snapshot>();
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  actors::http_facade_actor facade = end_with_test(sys.spawn(
      actors::http_facade,
      actors::http_facade_deps{latest_snapshot, std::chrono::seconds{1}, self_metrics}));
  model::snapshot_ptr shown;
  model::container_ptr web =
      container("web", model::container_status::running, std::chrono::seconds{1});
};

} // namespace docker_monitor::tests
