#include "http/api/history_v2.hpp"

#include "http/message/entity_tag.hpp"
#include "http/message/gzip.hpp"
#include "http/message/json_text.hpp"
#include "http/published/latest_hosts.hpp"
#include "model/history/hub_history.hpp"
#include "model/metric/metric.hpp"
#include "model/whole_number.hpp"

#include <cmath>
#include <utility>

namespace docker_monitor::http {

namespace {

using namespace std::chrono_literals;
using model::history_owner;
using model::history_query;

/// The range of a request that names none.
constexpr std::chrono::minutes default_range{15};

/// The longest range. No longer one is stored, so a request for 100 years is a mistake.
constexpr std::chrono::hours max_range{24 * 366};

/// The approximate length of a line of JSON or CSV.
constexpr std::size_t bytes_per_point = 56;

/// Reads RFC 3339, or seconds since the epoch. Rejects times before the epoch, as there are no
/// measurements, and times that do not fit into 64 bits of nanoseconds.
std::optional<model::engine_time> parse_time(const std::string& text) {
  if (auto time = model::parse_rfc3339(text))
    return *time >= model::engine_time{} ? time : std::nullopt;
  const auto seconds = model::whole_number<double>(text);
  constexpr double latest = 9e9; // the limit of 64 bits of nanoseconds
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > latest)
    return std::nullopt;
  return model::engine_time{std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>{*seconds})};
}

/// Returns the names of the metrics of which there is a history.
std::string known_metrics(history_owner of) {
  std::string names;
  for (std::size_t i = 0; i < model::all_history_series_count; ++i)
    if (const auto series = static_cast<model::history_series>(i); is_kept(series, of))
      names.append(names.empty() ? "" : ", ").append(to_string(series));
  return names;
}

std::optional<model::failure> read_range(const query& q, history_query& query) {
  if (const auto* to = q.request.query_value("to")) {
    const auto time = parse_time(*to);
    if (!time)
      return bad_query("to is a time, such as 2026-11-22T10:28:15Z or 1795343295");
    query.to = *time;
  }
  query.from = query.to - default_range;
  if (const auto* from = q.request.query_value("from")) {
    const auto time = parse_time(*from);
    if (!time)
      return bad_query("from is a time, such as 2026-11-22T10:28:15Z or 1795343295");
    query.from = *time;
  }
  if (query.from == query.to)
    return bad_query("from and to are the same time; name two");
  if (query.from > query.to)
    return bad_query("from is later than to");
  if (query.to - query.from > max_range)
    return bad_query("from and to are more than a year apart");
  return std::nullopt;
}

/// Ignores unknown parameters, as is usual on the web.
model::expected<history_query> parse_query(const query& q, history_owner of) {
  history_query query;
  const auto series = history_series_of(q.request);
  if (!series || !is_kept(*series, of))
    return bad_query("no history is kept of this metric; metric is one of " + known_metrics(of));
  query.series = *series;
  query.to = q.context.wall_clock();
  if (auto why = read_range(q, query))
    return *std::move(why);
  if (const auto* step = q.request.query_value("step")) {
    const auto seconds = model::whole_number<std::uint32_t>(*step);
    constexpr std::uint32_t day = 86400;
    if (!seconds || *seconds < 1 || *seconds > 31 * day)
      return bad_query("step is a number of seconds, from 1 to 2678400");
    query.step = std::chrono::seconds{*seconds};
  }
  return query;
}

std::string_view unit_of(model::history_series series) {
  for (const auto& each : model::host_metric_table)
    if (each.history == series)
      return to_string(each.unit);
  const auto* metric = model::find_metric(to_string(series));
  return metric ? metric->unit : std::string_view{};
}

/// Formats times. For consecutive points of one day only the time of day is rewritten.
class time_column {
 public:
  void append(std::string& out, model::engine_time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    if (day != day_ || empty_) {
      text_ = model::to_rfc3339(time);
      day_ = day;
      empty_ = false;
    }
    const auto since = std::chrono::floor<std::chrono::seconds>(time - day).count();
    constexpr std::size_t clock = 11; // after `2026-11-22T`
    put(clock, since / 3600);
    put(clock + 3, since / 60 % 60);
    put(clock + 6, since % 60);
    out.append(text_.data(), text_.size());
  }

 private:
  void put(std::size_t at, std::int64_t number) {
    text_[at] = static_cast<char>('0' + number / 10);
    text_[at + 1] = static_cast<char>('0' + number % 10);
  }

  model::rfc3339_text text_{};
  std::chrono::sys_days day_{};
  bool empty_ = true;
};

/// Appends a value with the stored precision: three decimals, and none from a thousand on.
void append_value(std::string& out, float value) {
  constexpr float whole_from = 1000;
  if (!(value < whole_from))
    return append_integer(out, static_cast<std::int64_t>(std::llround(value)));
  const auto thousandths = static_cast<unsigned>(std::lround(value * 1000));
  append_integer(out, std::uint64_t{thousandths / 1000});
  unsigned rest = thousandths % 1000;
  if (rest == 0)
    return;
  out += '.';
  for (unsigned unit = 100; rest != 0; unit /= 10) {
    out += static_cast<char>('0' + rest / unit);
    rest %= unit;
  }
}

std::string json_of(const model::history_line& line, model::history_series series) {
  std::string body;
  body.reserve(128 + line.points.size() * bytes_per_point);
  body.append(R"({"metric":")").append(to_string(series));
  body.append(R"(","unit":")").append(unit_of(series));
  body.append(R"(","step":)");
  append_integer(body, line.step.count());
  body += R"(,"points":[)";
  time_column times;
  for (const auto& point : line.points) {
    if (body.back() != '[')
      body += ',';
    body += "[\"";
    times.append(body, point.time);
    body += '"';
    for (const float value : {point.least, point.average, point.most}) {
      body += ',';
      append_value(body, value);
    }
    body += ']';
  }
  body += "]}";
  return body;
}

std::string csv_of(const model::history_line& line) {
  std::string body;
  body.reserve(32 + line.points.size() * bytes_per_point);
  body += "time,min,avg,max\r\n"; // RFC 4180
  time_column times;
  for (const auto& point : line.points) {
    times.append(body, point.time);
    for (const float value : {point.least, point.average, point.most}) {
      body += ',';
      append_value(body, value);
    }
    body += "\r\n";
  }
  return body;
}

/// Renders the line on the thread that delivers it, not on the HTTP thread.
response line_response(
    const model::history_line& line, model::history_series series, bool gzip_wanted, bool csv) {
  auto body = csv ? csv_of(line) : json_of(line, series);
  response answer{.headers = {{"Vary", "Accept, Accept-Encoding"}}};
  if (csv)
    answer.content_type = "text/csv; charset=utf-8; header=present";
  if (gzip_wanted && body.size() >= gzip_from_bytes)
    if (auto compressed = gzip(body)) {
      body = *std::move(compressed);
      answer.headers.push_back({"Content-Encoding", "gzip"});
    }
  answer.etag = entity_tag(body);
  answer.body = std::make_shared<const std::string>(std::move(body));
  return answer;
}

response failed(const model::failure& why) {
  return why.code == model::failure_code::not_found ? not_found()
                                                    : error_response(503, why.message);
}

/// Answers with a metric of an identity or, on a hub, of a host with this name. `listed`: it
/// exists, also without any history.
void answer_line(
    const query& q, history_owner of, std::string who, bool listed, const reply& reply) {
  auto query = parse_query(q, of);
  if (!query)
    return reply(error_response(400, query.error().message));
  if (!q.context.metric_history)
    return reply(error_response(
        503, "no history is kept here; --history-memory is 0, or the program is just starting"));
  query->container = of == history_owner::fleet_host
                         ? model::fleet_host_identity(who, query->series)
                         : std::move(who);
  query->listed = listed;
  q.context.metric_history(
      *query, [reply, series = query->series, gzip = q.request.accepts_gzip,
               csv = q.request.prefers_csv](const model::expected<model::history_line>& line) {
        reply(line ? line_response(*line, series, gzip, csv) : failed(line.error()));
      });
}

} // namespace

std::optional<model::history_series> history_series_of(const request& request) {
  const auto* metric = request.query_value("metric");
  return model::parse_history_series(metric ? *metric : "cpu.percent");
}

void container_history_v2(const query& q, const reply& reply) {
  if (q.context.fleet)
    return reply(error_response(
        400, "name the host, which keeps it: "
             "/docker-monitor/api/v2/hosts/<host>/containers/<container>/history"));
  const auto& asked = q.request.path[q.request.path.size() - 2];
  const auto* row = q.snapshot->find(asked);
  answer_line(
      q, history_owner::container, row ? model::identity_of(*row->container) : asked,
      row != nullptr, reply);
}

void host_history_v2(const query& q, const reply& reply) {
  if (!q.context.fleet)
    return answer_line(
        q, history_owner::host, std::string{model::host_id}, q.snapshot->host() != nullptr, reply);
  if (const auto* host = q.request.query_value("host"))
    return kept_host_history_v2(q, *host, reply);
  reply(error_response(400, "host is the name of a host, as in /docker-monitor/api/v2/hosts"));
}

void kept_host_history_v2(const query& q, const std::string& host, const reply& reply) {
  answer_line(q, history_owner::fleet_host, host, q.context.fleet->find(host) != nullptr, reply);
}

} // namespace docker_monitor::http
