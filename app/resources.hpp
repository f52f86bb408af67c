#pragma once

#include "app/plan.hpp"
#include "engine/api/http_engine_client.hpp"
#include "engine/choose_source.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/published/latest_remote_write.hpp"
#include "http/published/latest_silences.hpp"
#include "http/published/latest_sink_state.hpp"
#include "http/published/latest_snapshot.hpp"
#include "http/server/server.hpp"
#include "model/alarm/alarm.hpp"
#include "model/failure.hpp"
#include "simulator/demo_engine.hpp"
#include "sinks/remote_write/write_sender.hpp"
#include "sinks/sink.hpp"
#include "storage/choose_data.hpp"
#include "storage/recording_file.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace docker_monitor::app {

/// A sink made of its URL, before its actor starts.
struct ready_sink {
  sinks::sink_url url;
  std::shared_ptr<sinks::sink> sink;
  std::shared_ptr<http::latest_sink_state> latest_state =
      std::make_shared<http::latest_sink_state>();
};

/// A receiver of remote write, before its actor starts.
struct ready_remote_write {
  sinks::remote_write_url url;
  std::shared_ptr<sinks::write_sender> sender;
  std::shared_ptr<http::latest_remote_write> latest_state =
      std::make_shared<http::latest_remote_write>();
};

/// The resources of the actors and the HTTP server. They must outlive both.
struct resources {
  explicit resources(storage::chosen_data chosen) : data{std::move(chosen)} {}

  model::engine_time started_at{};
  std::vector<ready_sink> sinks;                 ///< in the order of their URLs
  std::vector<ready_remote_write> remote_writes; ///< in the order of their URLs
  storage::chosen_data data;
  storage::recorder record;                     ///< empty without `--record`
  std::unique_ptr<simulator::demo_engine> demo; ///< null without `--demo`
  std::shared_ptr<engine::http_engine_client> client;
  engine::chosen_source source;
  bool is_local = false; ///< the engine runs on this host
  model::page_owner page_owner = model::page_owner::host;

  // Values that one part publishes and others read.
  std::shared_ptr<http::latest_snapshot> latest_snapshot =
      std::make_shared<http::latest_snapshot>();
  http::self_metrics_ptr self_metrics = std::make_shared<http::self_metrics>();
  std::shared_ptr<http::latest_silences> silences = std::make_shared<http::latest_silences>();
};

/// Opens the resources of the plan, and takes `more` sinks, which no URL names. In a demo, the
/// simulated engine replaces the plan's. Fails at the first resource that can't be opened.
model::expected<resources> open_resources(plan& p, std::vector<ready_sink> more = {});

/// Makes the sinks in the order of their URLs.
std::vector<ready_sink> make_sinks(const std::vector<sinks::sink_url>& urls);

/// Returns true if a sink, the API or the page shows what containers wrote.
bool shows_logs(const plan& p);

/// Returns the options of the HTTP server.
http::server_options server_options_of(const plan& p, const resources& with);

} // namespace docker_monitor::app
