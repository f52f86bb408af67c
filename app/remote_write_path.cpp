#include "app/remote_write_path.hpp"

#include "actors/remote_write/remote_writer.hpp"
#include "app/end_actors.hpp"
#include "engine/host/machine.hpp"
#include "storage/remote_write/durable_write_queue.hpp"
#include "storage/remote_write/former_queues.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::app {

using namespace std::chrono_literals;

namespace {

/// Returns the context of `/metrics`.
http::route_context metrics_context(const plan& p, const resources& with) {
  http::route_context context;
  context.labels = p.options.labels;
  for (const auto& sink : with.sinks)
    context.sinks.push_back(sink.latest_state);
  for (const auto& receiver : with.remote_writes)
    context.remote_writes.push_back(receiver.latest_state);
  context.self_metrics = with.self_metrics;
  context.max_series = p.options.max_series;
  return context;
}

std::vector<std::string> keys_of(const resources& with) {
  std::vector<std::string> keys;
  for (const auto& receiver : with.remote_writes)
    keys.push_back(receiver.url.key);
  return keys;
}

} // namespace

remote_write_path::remote_write_path(
    caf::actor_system& system, const plan& p, const resources& with,
    const actors::self_alarm_actor& self_alarms)
    : system_{system} {
  if (with.data.location)
    storage::prune_former_queues(
        *with.data.location, keys_of(with), std::chrono::system_clock::now(),
        p.options.keep_alarms_for);
  for (const auto& receiver : with.remote_writes) {
    actors::remote_writer_deps deps;
    deps.url = receiver.url;
    deps.sender = receiver.sender;
    deps.queue = storage::open_write_queue(
        with.data.location ? with.data.location->write_queue(receiver.url.key) : std::string{});
    deps.latest_snapshot = with.latest_snapshot;
    deps.context = metrics_context(p, with);
    deps.host_name = p.options.host_name;
    deps.machine_name = engine::host_name();
    deps.latest_state = receiver.latest_state;
    spdlog::info("metrics go to {} by remote write", receiver.url.display_url);
    senders_.push_back(receiver.sender);
    // Detached: receiver and disk block.
    writers_.push_back(system.spawn<caf::detached>(actors::remote_writer, std::move(deps)));
    caf::anon_send(writers_.back(), self_alarms);
  }
}

void remote_write_path::end() {
  for (const auto& sender : senders_)
    sender->request_stop();
  std::vector<caf::actor> last;
  for (const auto& writer : writers_)
    last.push_back(caf::actor_cast<caf::actor>(writer));
  if (!last.empty())
    end_actors(system_, last, 700ms);
  senders_.clear();
  writers_.clear();
}

} // namespace docker_monitor::app
