#include "http/api/metrics_v1.hpp"

#include "http/container/availability.hpp"
#include "http/message/json_text.hpp"

namespace docker_monitor::http {

namespace {

/// `{"<name>":{"status":"running","cpu":1.5,"mem":0.2}}`.
void append_element(std::string& out, const model::row& row) {
  out += '{';
  append_json_name(out, row.container->name);
  out += R"(:{"status":")";
  out += to_string(row.container->status);
  out += '"';
  // A paused container may still have its last sample, but v1.0 has values of running ones only.
  // The first sample has no CPU rate yet.
  const auto& sample = row.sample;
  if (row.container->status == model::container_status::running && sample && sample->cpu_percent) {
    const auto append_member = [&](std::string_view name, std::optional<double> percent) {
      const auto before = out.size();
      out += name;
      if (!percent || !append_decimal(out, *percent))
        out.resize(before);
    };
    append_member(R"(,"cpu":)", sample->cpu_percent);
    append_member(R"(,"mem":)", engine_memory_percent(*sample));
  }
  out += "}}";
}

class elements final : public list_style {
 public:
  explicit elements(bool all) : all_(all) {}

  [[nodiscard]] bool shows(const model::container& container) const override {
    return all_ || is_listed(container.status);
  }

  void append(std::string& out, const model::row& row) const override { append_element(out, row); }

  bool adapt(std::span<char>, const model::row&, const model::row&) const override {
    return true; // the element does not show the time
  }

 private:
  bool all_;
};

bool is_true(const std::string* value) {
  return value && (*value == "true" || *value == "1");
}

} // namespace

response list_metrics_v1(const query& q) {
  const auto& engine = q.snapshot->engine();
  const auto until = shown_until(engine);
  if (q.now > until)
    return error_response(503, why_unavailable(engine, q.now));
  const bool all = is_true(q.request.query_value("all"));
  auto answer = list_response(q.context.lists.at(all ? "v1 all" : "v1"), q, elements{all});
  answer.valid_until = until;
  return answer;
}

response one_metric_v1(const query& q) {
  const auto& engine = q.snapshot->engine();
  const auto until = shown_until(engine);
  if (q.now > until)
    return error_response(503, why_unavailable(engine, q.now));
  const auto* row = q.snapshot->find(q.request.path.back());
  if (!row)
    return not_found();
  std::string body;
  append_element(body, *row);
  return {.body = std::make_shared<const std::string>(std::move(body)), .valid_until = until};
}

} // namespace docker_monitor::http
