// The tables.
#include "bench/report/report.hpp"
#include "bench/report/text_table.hpp"

#include <algorithm>

namespace docker_monitor::bench {

namespace {

constexpr double mebibyte = 1024 * 1024;

std::string or_dash(const std::optional<double>& value) {
  return value ? short_number(*value) : "–";
}

std::string seconds(double value) {
  return short_number(value) + " s";
}

void put(std::string& out, const char* title, const text_table& table) {
  if (!table.empty())
    out.append(title).append("\n").append(table.text()).append("\n");
}

text_table cost_table(const findings& found) {
  text_table table{
      {"containers", "load", "every", "program", "bare loop", "ratio", "reader loop", "engine",
       "host-wide", "RSS MiB", "bytes/container", "descriptors", "ready ms"}};
  for (const auto& row : found.cost)
    table.add(
        {std::to_string(row.containers), row.load, seconds(row.interval_s),
         short_number(row.program_us), short_number(row.bare_us), short_number(row.ratio()),
         or_dash(row.reader_us), short_number(row.engine_us), or_dash(row.host_us),
         short_number(static_cast<double>(row.rss_bytes) / mebibyte),
         or_dash(bytes_per_container(found, row)), std::to_string(row.descriptors),
         short_number(row.start_ms)});
  return table;
}

text_table other_table(const findings& found) {
  text_table table{
      {"containers", "load", "every", "its CPU", "ours", "engine under it", "under ours",
       "host-wide", "RSS MiB", "descriptors", "processes"}};
  for (const auto& row : found.cost)
    if (row.other)
      table.add(
          {std::to_string(row.containers), row.load, seconds(row.interval_s),
           short_number(row.other->program_us), short_number(row.program_us),
           short_number(row.other->engine_us), short_number(row.engine_us),
           short_number(row.other->host_us),
           short_number(static_cast<double>(row.other->rss_bytes) / mebibyte),
           std::to_string(row.other->descriptors), std::to_string(row.other->processes)});
  return table;
}

text_table latency_table(const findings& found) {
  text_table table{
      {"containers", "of", "bytes", "requests/s", "bare Beast", "ratio", "p50 µs", "p99 µs",
       "bare p50", "bare p99", "p99 ratio", "nginx/s"}};
  for (const auto& row : found.latency)
    table.add(
        {std::to_string(row.containers), row.what, std::to_string(row.bytes),
         short_number(row.per_second), short_number(row.bare_per_second),
         short_number(row.rate_ratio), short_number(row.p50_us), short_number(row.p99_us),
         short_number(row.bare_p50_us), short_number(row.bare_p99_us), short_number(row.p99_ratio),
         or_dash(row.nginx_per_second)});
  return table;
}

text_table evenness_table(const findings& found) {
  text_table table{
      {"containers", "load", "every", "samples", "missed", "jitter p50 ms", "p99 ms",
       "memory reads/sample", "from cgroup"}};
  for (const auto& row : found.evenness)
    table.add(
        {std::to_string(row.containers), row.load, seconds(row.interval_s),
         std::to_string(row.quality.samples), std::to_string(row.quality.missed),
         short_number(row.quality.jitter_p50_ms), short_number(row.quality.jitter_p99_ms),
         short_number(row.quality.details_per_sample), std::to_string(row.quality.from_cgroup)});
  return table;
}

text_table alarm_table(const findings& found) {
  text_table table{{"containers", "events", "p50 ms", "p99 ms"}};
  for (const auto& row : found.alarms)
    table.add(
        {std::to_string(row.containers), std::to_string(row.events), short_number(row.p50_ms),
         short_number(row.p99_ms)});
  return table;
}

text_table start_table(const findings& found) {
  text_table table{{"containers", "ready ms"}};
  for (const auto& row : found.starts)
    table.add({std::to_string(row.containers), short_number(row.ready_ms)});
  return table;
}

text_table engine_table(const findings& found) {
  text_table table{{"call", "a minute"}};
  if (found.engine)
    for (const auto& [call, rate] : found.engine->calls_per_minute)
      table.add({call, short_number(rate)});
  return table;
}

std::string percent(double share) {
  return short_number(share * 100) + " %";
}

text_table scrape_table(const interfaces_finding& found) {
  text_table table{{"containers", "bytes", "first ms", "second ms", "sampling meanwhile"}};
  if (const auto& row = found.scrape)
    table.add(
        {std::to_string(row->containers), std::to_string(row->bytes), short_number(row->first_ms),
         short_number(row->second_ms), percent(row->sampling_share)});
  return table;
}

text_table stream_table(const interfaces_finding& found) {
  text_table table{
      {"clients", "containers", "form", "CPU", "without", "bytes/s each", "seconds",
       "fewest updates", "dropped", "RSS MiB"}};
  for (const auto& row : found.streams)
    table.add(
        {std::to_string(row.clients), std::to_string(row.containers), row.gzip ? "gzip" : "plain",
         percent(row.cpu_share), percent(row.quiet_share), short_number(row.bytes_per_second),
         short_number(row.seconds), std::to_string(row.fewest_updates), std::to_string(row.lost),
         short_number(static_cast<double>(row.rss_bytes) / mebibyte)});
  return table;
}

text_table mute_table(const interfaces_finding& found) {
  text_table table{
      {"containers", "p99 µs of others", "without it", "ratio", "dropped after", "RSS MiB before",
       "most", "after"}};
  const auto size = [](std::uint64_t bytes) {
    return short_number(static_cast<double>(bytes) / mebibyte);
  };
  if (const auto& row = found.mute)
    table.add(
        {std::to_string(row->containers), short_number(row->p99_us),
         short_number(row->p99_without_us), short_number(row->p99_ratio),
         row->dropped_s ? seconds(*row->dropped_s) : "never", size(row->rss_before_bytes),
         size(row->rss_most_bytes), size(row->rss_after_bytes)});
  return table;
}

text_table unchanged_table(const interfaces_finding& found) {
  text_table table{{"containers", "requests/s", "bare Beast", "ratio"}};
  if (const auto& row = found.unchanged)
    table.add(
        {std::to_string(row->containers), short_number(row->per_second),
         short_number(row->bare_per_second), short_number(row->rate_ratio)});
  return table;
}

text_table tls_table(const tls_finding& row) {
  text_table table{
      {"containers", "requests/s", "bare Beast", "ratio", "KiB of an idle client", "descriptors"}};
  constexpr double kibibyte = 1024;
  table.add(
      {std::to_string(row.containers), short_number(row.per_second),
       short_number(row.bare_per_second), short_number(row.rate_ratio),
       short_number(row.bytes_per_client / kibibyte), short_number(row.descriptors_per_client)});
  return table;
}

double mean(const std::vector<double>& all) {
  return std::accumulate(all.begin(), all.end(), 0.0)
         / static_cast<double>(std::max<std::size_t>(all.size(), 1));
}

text_table past_cost_table(const past_finding& found) {
  text_table table{{"containers", "load", "CPU µs", "without", "ratio"}};
  for (const auto& row : found.costs)
    table.add(
        {std::to_string(row.containers), row.load, short_number(mean(row.with_us)),
         short_number(mean(row.without_us)), short_number(row.ratio())});
  return table;
}

text_table past_table(const past_finding& found) {
  text_table table{
      {"containers", "filled for", "RSS MiB", "without", "bytes/value", "a day ms", "points",
       "30 days ms", "points"}};
  table.add(
      {std::to_string(found.few_containers), seconds(found.filled_s),
       short_number(static_cast<double>(found.rss_bytes) / mebibyte),
       short_number(static_cast<double>(found.rss_without_bytes) / mebibyte),
       short_number(found.bytes_per_value), short_number(found.day_ms),
       std::to_string(found.day_points), short_number(found.month_ms),
       std::to_string(found.month_points)});
  return table;
}

text_table addition_table(const findings& found) {
  text_table table{
      {"containers", "load", "CPU µs", "without", "ratio", "RSS MiB", "without", "more"}};
  const auto size = [](double bytes) { return short_number(bytes / mebibyte); };
  for (const auto& row : found.additions) {
    const auto with = static_cast<double>(row.rss_bytes);
    const auto without = static_cast<double>(row.rss_without_bytes);
    table.add(
        {std::to_string(row.cost.containers), row.cost.load, short_number(mean(row.cost.with_us)),
         short_number(mean(row.cost.without_us)), short_number(row.cost.ratio()), size(with),
         size(without), size(with - without)});
  }
  return table;
}

void put_interfaces(std::string& out, const interfaces_finding& found) {
  put(out, "Scrapes of /metrics, CPU", scrape_table(found));
  put(out, "Clients of the stream, share of a core", stream_table(found));
  put(out, "A client of the stream that reads nothing", mute_table(found));
  put(out, "304 for an unchanged list, 32 connections", unchanged_table(found));
}

} // namespace

std::optional<double> bytes_per_container(const findings& found, const cost_finding& row) {
  const cost_finding* before = nullptr;
  for (const auto& other : found.cost)
    if (other.load == row.load && other.containers < row.containers
        && (before == nullptr || other.containers > before->containers))
      before = &other;
  if (before == nullptr)
    return std::nullopt;
  return (static_cast<double>(row.rss_bytes) - static_cast<double>(before->rss_bytes))
         / static_cast<double>(row.containers - before->containers);
}

std::string to_text(const findings& found) {
  std::string out = found.machine + "\n\n";
  put(out, "CPU in µs per container-sample", cost_table(found));
  put(out, "The other program, CPU in µs per container-sample", other_table(found));
  put(out, "HTTP, 32 connections, while sampling", latency_table(found));
  put(out, "Sampling", evenness_table(found));
  put(out, "Event to alarm", alarm_table(found));
  if (found.cost.empty())
    put(out, "Exec to ready", start_table(found));
  put(out, "Calls to the engine", engine_table(found));
  if (found.interfaces)
    put_interfaces(out, *found.interfaces);
  if (found.tls)
    put(out, "TLS, one container, 32 connections", tls_table(*found.tls));
  if (found.past) {
    put(out, "What the history adds to a sample", past_cost_table(*found.past));
    put(out, "The metric history", past_table(*found.past));
  }
  const auto title = "What " + found.with + " adds to a sample";
  put(out, title.c_str(), addition_table(found));
  text_table verdicts{{"target", "measured", "met?"}};
  for (const auto& each : judge(found))
    verdicts.add({each.target, each.measured, each.met ? "yes" : "NO"});
  put(out, "Targets", verdicts);
  return out;
}

} // namespace docker_monitor::bench
