#include "http/metrics_v1.hpp"

#include "http/gzip.hpp"
#include "http/json_text.hpp"

#include <algorithm>

namespace docker_monitor::http {

namespace {

/// How long the last values are served after the engine was last heard of.
constexpr std::chrono::seconds patience{30};

/// The smallest body for which gzip saves more than its header costs.
constexpr std::size_t large_body = 1024;

/// `{"<name>":{"status":"running","cpu":1.5,"mem":0.2}}`.
void append_element(std::string& out, const model::row& row) {
  out += '{';
  append_json_name(out, row.container->name);
  out += R"(:{"status":")";
  out += to_string(row.container->status);
  out += '"';
  // A paused container may still have its last sample, but v1.0 has values of running ones only. A
  // sample without a CPU rate is the first of its kind: no value yet.
  const auto& sample = row.sample;
  if (row.container->status == model::container_status::running && sample && sample->cpu_percent) {
    const auto append_member = [&](std::string_view name, std::optional<double> percent) {
      const auto before = out.size();
      out += name;
      if (!percent || !append_percent(out, *percent))
        out.resize(before);
    };
    append_member(R"(,"cpu":)", sample->cpu_percent);
    append_member(R"(,"mem":)", sample->memory_percent);
  }
  out += "}}";
}

std::string render_list(const model::snapshot& snapshot, bool all) {
  std::string out;
  out.reserve(2 + 80 * snapshot.rows().size());
  out += '[';
  for (const auto& row : snapshot.rows()) {
    if (!all && !is_listed(row->container->status))
      continue;
    if (out.size() > 1)
      out += ',';
    append_element(out, *row);
  }
  out += ']';
  return out;
}

/// One form of the list: rendered once, compressed once.
struct rendering {
  body_ptr plain;
  body_ptr compressed;
  bool compression_tried = false;
};

/// What this thread has rendered of the newest snapshot it was asked about. The snapshot itself is
/// not kept alive; its control block is, so no other one can have the same address.
struct rendered_lists {
  std::weak_ptr<const model::snapshot> of;
  rendering listed;
  rendering all;
};

rendering& rendered(const model::snapshot_ptr& snapshot, bool all) {
  thread_local rendered_lists lists;
  if (lists.of.owner_before(snapshot) || snapshot.owner_before(lists.of))
    lists = {.of = snapshot, .listed = {}, .all = {}};
  auto& rendering = all ? lists.all : lists.listed;
  if (!rendering.plain)
    rendering.plain = std::make_shared<const std::string>(render_list(*snapshot, all));
  return rendering;
}

/// The compressed form, null where there is none worth sending.
const body_ptr& compressed(rendering& rendering) {
  if (!rendering.compression_tried && rendering.plain->size() >= large_body) {
    rendering.compression_tried = true;
    if (auto text = gzip(*rendering.plain))
      rendering.compressed = std::make_shared<const std::string>(std::move(*text));
  }
  return rendering.compressed;
}

/// Why there is nothing to show: empty while there is.
std::string_view
unavailable(const model::engine_status& engine, std::chrono::steady_clock::time_point now) {
  const bool fresh = engine.last_contact && now - *engine.last_contact <= patience;
  if (engine.list_received && fresh) // a watchdog asks every ten seconds
    return {};
  if (!engine.problem.empty())
    return engine.problem;
  if (engine.connected && fresh)
    return "the first list of containers is not in yet; ask again in a moment";
  return "the container engine has not answered; check that it runs and that --docker-host names "
         "its socket";
}

bool is_true(const std::string* value) {
  return value && (*value == "true" || *value == "1");
}

} // namespace

response list_metrics_v1(
    const model::snapshot_ptr& snapshot, const request& request,
    std::chrono::steady_clock::time_point now) {
  if (const auto why = unavailable(snapshot->engine(), now); !why.empty())
    return error_response(503, why);
  auto& list = rendered(snapshot, is_true(request.query_value("all")));
  response answer{.body = list.plain, .headers = {{"Vary", "Accept-Encoding"}}};
  if (request.accepts_gzip && compressed(list)) {
    answer.body = list.compressed;
    answer.headers.push_back({"Content-Encoding", "gzip"});
  }
  return answer;
}

response one_metric_v1(
    const model::snapshot_ptr& snapshot, const request& request,
    std::chrono::steady_clock::time_point now) {
  if (const auto why = unavailable(snapshot->engine(), now); !why.empty())
    return error_response(503, why);
  const auto* row = snapshot->find(request.path.back());
  if (!row)
    return not_found();
  std::string body;
  append_element(body, *row);
  return {.body = std::make_shared<const std::string>(std::move(body))};
}

} // namespace docker_monitor::http
