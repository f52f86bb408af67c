// The JSON.
#include "bench/report/report.hpp"

#include <nlohmann/json.hpp>

namespace docker_monitor::bench {

namespace {

using json = nlohmann::ordered_json;

template <class Value>
void put(json& object, const char* name, const std::optional<Value>& value) {
  if (value)
    object[name] = *value;
}

json to_json(const cost_finding& row, const findings& found) {
  json out{{"containers", row.containers},      {"load", row.load},
           {"intervalSeconds", row.interval_s}, {"programUs", row.program_us},
           {"bareLoopUs", row.bare_us},         {"ratio", row.ratio()}};
  put(out, "readerLoopUs", row.reader_us);
  out["simulatedEngineUs"] = row.engine_us;
  put(out, "hostWideUs", row.host_us);
  out["programRoundsUs"] = row.program_rounds_us;
  out["bareLoopRoundsUs"] = row.bare_rounds_us;
  out["rssBytes"] = row.rss_bytes;
  put(out, "bytesPerContainer", bytes_per_container(found, row));
  out["descriptors"] = row.descriptors;
  out["readyMs"] = row.start_ms;
  if (row.other)
    out["other"] = {{"programUs", row.other->program_us},    {"engineUs", row.other->engine_us},
                    {"hostWideUs", row.other->host_us},      {"rssBytes", row.other->rss_bytes},
                    {"descriptors", row.other->descriptors}, {"processes", row.other->processes}};
  return out;
}

json to_json(const latency_finding& row) {
  json out{
      {"containers", row.containers},
      {"of", row.what},
      {"bytes", row.bytes},
      {"requestsPerSecond", row.per_second},
      {"p50Us", row.p50_us},
      {"p99Us", row.p99_us},
      {"bareBeast",
       {{"requestsPerSecond", row.bare_per_second},
        {"p50Us", row.bare_p50_us},
        {"p99Us", row.bare_p99_us}}},
      {"rateRatio", row.rate_ratio},
      {"p99Ratio", row.p99_ratio},
      {"failures", row.failures}};
  put(out, "nginxRequestsPerSecond", row.nginx_per_second);
  return out;
}

json to_json(const evenness_finding& row) {
  return {
      {"containers", row.containers},
      {"load", row.load},
      {"intervalSeconds", row.interval_s},
      {"samples", row.quality.samples},
      {"missed", row.quality.missed},
      {"jitterP50Ms", row.quality.jitter_p50_ms},
      {"jitterP99Ms", row.quality.jitter_p99_ms},
      {"memoryReadsPerSample", row.quality.details_per_sample},
      {"fromCgroup", row.quality.from_cgroup}};
}

json to_json(const paired_cost_finding& cost) {
  return {
      {"load", cost.load},
      {"containers", cost.containers},
      {"withUs", cost.with_us},
      {"withoutUs", cost.without_us},
      {"ratio", cost.ratio()}};
}

json to_json(const past_finding& found) {
  auto costs = json::array();
  for (const auto& cost : found.costs)
    costs.push_back(to_json(cost));
  return {
      {"costs", costs},
      {"fewContainers", found.few_containers},
      {"filledSeconds", found.filled_s},
      {"rssBytes", found.rss_bytes},
      {"rssWithoutBytes", found.rss_without_bytes},
      {"bytesPerValue", found.bytes_per_value},
      {"storedContainers", found.stored_containers},
      {"storedBytes", found.stored_bytes},
      {"dayMs", found.day_ms},
      {"dayPoints", found.day_points},
      {"monthMs", found.month_ms},
      {"monthPoints", found.month_points}};
}

json to_json(const interfaces_finding& found) {
  auto out = json::object();
  if (const auto& row = found.scrape)
    out["scrape"] = {
        {"containers", row->containers},
        {"bytes", row->bytes},
        {"firstMs", row->first_ms},
        {"secondMs", row->second_ms},
        {"samplingShare", row->sampling_share},
        {"firstScrapesMs", row->first_scrapes_ms},
        {"secondScrapesMs", row->second_scrapes_ms}};
  out["streams"] = json::array();
  for (const auto& row : found.streams)
    out["streams"].push_back(
        {{"clients", row.clients},
         {"containers", row.containers},
         {"gzip", row.gzip},
         {"cpuShare", row.cpu_share},
         {"quietShare", row.quiet_share},
         {"bytesPerSecond", row.bytes_per_second},
         {"seconds", row.seconds},
         {"fewestUpdates", row.fewest_updates},
         {"lost", row.lost},
         {"rssBytes", row.rss_bytes}});
  if (const auto& row = found.mute) {
    out["muteClient"] = {
        {"containers", row->containers},           {"p99Us", row->p99_us},
        {"p99WithoutUs", row->p99_without_us},     {"p99Ratio", row->p99_ratio},
        {"rssBeforeBytes", row->rss_before_bytes}, {"rssMostBytes", row->rss_most_bytes},
        {"rssAfterBytes", row->rss_after_bytes}};
    put(out["muteClient"], "droppedSeconds", row->dropped_s);
  }
  if (const auto& row = found.unchanged)
    out["unchanged"] = {
        {"containers", row->containers},
        {"requestsPerSecond", row->per_second},
        {"bareBeastRequestsPerSecond", row->bare_per_second},
        {"rateRatio", row->rate_ratio},
        {"failures", row->failures}};
  return out;
}

json tls_json(const tls_finding& row) {
  return {
      {"containers", row.containers},
      {"answerBytes", row.bytes},
      {"requestsPerSecond", row.per_second},
      {"bareBeastRequestsPerSecond", row.bare_per_second},
      {"rateRatio", row.rate_ratio},
      {"idleClients", row.idle_clients},
      {"bytesPerIdleClient", row.bytes_per_client},
      {"descriptorsPerIdleClient", row.descriptors_per_client},
      {"failures", row.failures}};
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

std::string to_json(const findings& found) {
  json out{
      {"program", found.program}, {"machine", found.machine}, {"bareLoopFiles", found.bare_files}};
  if (!found.against.empty())
    out["against"] = found.against;
  for (const auto* name : {"cost", "latency", "sampling", "alarms", "starts", "targets"})
    out[name] = json::array();
  for (const auto& row : found.cost)
    out["cost"].push_back(to_json(row, found));
  for (const auto& row : found.latency)
    out["latency"].push_back(to_json(row));
  for (const auto& row : found.evenness)
    out["sampling"].push_back(to_json(row));
  for (const auto& row : found.alarms)
    out["alarms"].push_back(
        {{"containers", row.containers},
         {"events", row.events},
         {"p50Ms", row.p50_ms},
         {"p99Ms", row.p99_ms}});
  for (const auto& row : found.starts)
    out["starts"].push_back({{"containers", row.containers}, {"readyMs", row.ready_ms}});
  if (found.engine) {
    out["engineCallsPerMinute"] = json::object();
    for (const auto& [call, rate] : found.engine->calls_per_minute)
      out["engineCallsPerMinute"][call] = rate;
    out["engineCallsCountedSeconds"] = found.engine->seconds;
  }
  if (found.interfaces)
    out["interfaces"] = to_json(*found.interfaces);
  if (found.tls)
    out["tls"] = tls_json(*found.tls);
  if (found.past)
    out["history"] = to_json(*found.past);
  if (!found.with.empty())
    out["with"] = {{"arguments", found.with}, {"rows", json::array()}};
  for (const auto& row : found.additions)
    out["with"]["rows"].push_back(
        {{"cost", to_json(row.cost)},
         {"rssBytes", row.rss_bytes},
         {"rssWithoutBytes", row.rss_without_bytes}});
  for (const auto& each : judge(found))
    out["targets"].push_back(
        {{"target", each.target}, {"measured", each.measured}, {"met", each.met}});
  return out.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace docker_monitor::bench
