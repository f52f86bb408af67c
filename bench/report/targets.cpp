// The targets and the machine.
#include "bench/machine/system_files.hpp"
#include "bench/report/report.hpp"

#include <cmath>
#include <cstdio>

#include <sys/utsname.h>
#include <unistd.h>

namespace docker_monitor::bench {

namespace {

const cost_finding*
find_cost(const findings& found, std::size_t containers, std::string_view load, double interval) {
  for (const auto& row : found.cost)
    if (row.containers == containers && row.load == load && row.interval_s == interval)
      return &row;
  return nullptr;
}

/// Makes a target with an upper limit.
verdict at_most(std::string target, double limit, double value, std::string_view unit = {}) {
  return {std::move(target), short_number(value) + std::string{unit}, value <= limit};
}

/// Makes a target with an upper limit for a value that is never 0: 0 means that nothing was
/// measured.
verdict some_at_most(std::string target, double limit, double value, std::string_view unit = {}) {
  if (!(value > 0))
    return {std::move(target), "not measured", false};
  return at_most(std::move(target), limit, value, unit);
}

verdict at_least(std::string target, double limit, double value) {
  return {std::move(target), short_number(value), value >= limit};
}

/// Makes a target fail where requests failed: their rate has no meaning.
verdict without_failures(verdict judged, std::size_t failures) {
  if (failures == 0)
    return judged;
  judged.met = false;
  judged.measured += ", " + std::to_string(failures) + " requests failed";
  return judged;
}

void judge_cost(const findings& found, std::vector<verdict>& all) {
  struct limit {
    const char* load;
    double most;
    const char* text;
  };
  for (const auto& each :
       {limit{"idle", 0.6, "CPU, 1,000 idle at 1 s, against the bare loop: ≤ 0.6"},
        limit{"waking", 1.0, "the same, all waking: ≤ 1.0"},
        limit{"busy", 1.3, "the same, all busy: ≤ 1.3"}})
    if (const auto* row = find_cost(found, 1000, each.load, 1))
      all.push_back(some_at_most(each.text, each.most, row->ratio()));
  const auto* small = find_cost(found, 1000, "idle", 5);
  const auto* large = find_cost(found, 10'000, "idle", 5);
  if (small != nullptr && large != nullptr && small->reader_us && large->reader_us) {
    const auto own = [](const cost_finding& row) { return row.program_us - *row.reader_us; };
    const bool told_apart = own(*small) > 0 && own(*large) > 0;
    auto flat = at_most(
        "CPU less the file reads, 10,000 against 1,000 at 5 s: ≤ 1.2", 1.2,
        own(*large) / own(*small));
    if (!told_apart) // two measurements of the same reads differ by more than the program's own
                     // part
      flat = {flat.target, "lost in the machine's noise", false};
    flat.measured += " (" + short_number(own(*large)) + " / " + short_number(own(*small)) + " µs)";
    all.push_back(std::move(flat));
  }
}

void judge_latency(const findings& found, std::vector<verdict>& all) {
  for (const auto& row : found.latency) {
    if (row.containers != 1000)
      continue;
    all.push_back(without_failures(
        at_least(
            "requests/s, " + row.what + " of 1,000, against bare Beast: ≥ 0.95", 0.95,
            row.rate_ratio),
        row.failures));
    if (row.what == "one")
      all.push_back(without_failures(
          some_at_most("p99 of one, against bare Beast: ≤ 1.3", 1.3, row.p99_ratio), row.failures));
  }
}

void judge_size(const findings& found, std::vector<verdict>& all) {
  constexpr double mebibyte = 1024 * 1024;
  for (const auto& row : found.cost) {
    if (row.load != "idle")
      continue;
    const auto rss = static_cast<double>(row.rss_bytes) / mebibyte;
    if (row.containers == 100)
      all.push_back(some_at_most("RSS, 100 containers: ≤ 20 MiB", 20, rss, " MiB"));
    if (row.containers == 10'000)
      all.push_back(some_at_most("RSS, 10,000 containers: ≤ 96 MiB", 96, rss, " MiB"));
    if (row.containers == 1000 && row.interval_s == 1)
      all.push_back(
          some_at_most("start to ready, 1,000 containers: ≤ 1 s", 1000, row.start_ms, " ms"));
  }
}

void judge_evenness(const findings& found, std::vector<verdict>& all) {
  for (const auto& row : found.evenness) {
    if (!(row.containers == 1000 && row.interval_s == 1)
        && !(row.containers == 10'000 && row.interval_s == 5))
      continue;
    auto target = "missed rounds, " + std::to_string(row.containers) + ' ' + row.load + " at "
                  + short_number(row.interval_s) + " s: none";
    if (row.quality.samples == 0)
      all.push_back({std::move(target), "no samples", false});
    else
      all.push_back(at_most(std::move(target), 0, static_cast<double>(row.quality.missed)));
  }
}

void judge_interfaces(const interfaces_finding& found, std::vector<verdict>& all) {
  const auto judged = [](std::size_t measured, std::size_t wanted) { return measured == wanted; };
  if (const auto& scrape = found.scrape; scrape && judged(scrape->containers, 1000)) {
    const auto judge_scrape = [&](const char* target, double limit, double ms) {
      all.push_back(
          some_at_most(target, limit, ms, " ms")); // 0 means that the wrong thread was measured
    };
    judge_scrape("scrape of 1,000 containers, CPU: ≤ 5 ms", 5, scrape->first_ms);
    judge_scrape("a second scrape in the same round: ≤ 2 ms", 2, scrape->second_ms);
  }
  for (const auto& row : found.streams) {
    if (!judged(row.clients, 1000) || !judged(row.containers, 100))
      continue;
    const auto form = std::string{row.gzip ? "gzip" : "plain"};
    all.push_back(some_at_most(
        "stream, 1,000 clients, 100 containers at 1 s, " + form + ": ≤ 8 % of a core", 8,
        row.cpu_share * 100, " %"));
    // One update may have come just before the first second.
    const bool all_told =
        row.lost == 0 && static_cast<double>(row.fewest_updates + 1) >= row.seconds;
    all.push_back(
        {"the same: none dropped, all reported each second",
         std::to_string(row.lost) + " dropped, " + std::to_string(row.fewest_updates)
             + " updates in " + short_number(row.seconds) + " s",
         all_told});
  }
  if (const auto& mute = found.mute; mute && judged(mute->containers, 1000)) {
    constexpr double mebibyte = 1024 * 1024;
    // Two measurements of the same differ by this factor.
    all.push_back(some_at_most(
        "a client that reads nothing: p99 of others unchanged (≤ 1.2)", 1.2, mute->p99_ratio));
    all.push_back(
        {"the same: dropped within 10 s",
         mute->dropped_s ? short_number(*mute->dropped_s) + " s" : "never",
         mute->dropped_s && *mute->dropped_s <= 10});
    const auto kept =
        static_cast<double>(mute->rss_after_bytes) - static_cast<double>(mute->rss_before_bytes);
    all.push_back(
        at_most("the same: RSS back afterwards (≤ 2 MiB more)", 2, kept / mebibyte, " MiB"));
  }
  if (const auto& row = found.unchanged; row && judged(row->containers, 1000))
    all.push_back(without_failures(
        at_least(
            "304 for an unchanged list of 1,000, against bare Beast: ≥ 0.8", 0.8, row->rate_ratio),
        row->failures));
}

void judge_tls(const tls_finding& found, std::vector<verdict>& all) {
  if (found.containers != 100)
    return;
  all.push_back(without_failures(
      at_least("TLS requests/s, against bare Beast: ≥ 0.9", 0.9, found.rate_ratio),
      found.failures));
  constexpr double kilobyte = 1000;
  all.push_back(some_at_most(
      "an idle TLS client: ≤ 50 kB of memory", 50, found.bytes_per_client / kilobyte, " kB"));
  all.push_back(some_at_most("the same: one descriptor", 1, found.descriptors_per_client));
}

void judge_past(const past_finding& found, std::vector<verdict>& all) {
  constexpr double mebibyte = 1024 * 1024;
  for (const auto& cost : found.costs)
    if (cost.containers == 1000)
      all.push_back(some_at_most(
          "history of 1,000 " + cost.load + " containers, CPU: ≤ 1.1 of that without", 1.1,
          cost.ratio()));
  if (found.few_containers == 100)
    all.push_back(some_at_most(
        "history of 100 containers, RSS: ≤ 28 MiB", 28,
        static_cast<double>(found.rss_bytes) / mebibyte, " MiB"));
  all.push_back(some_at_most("a value on disk: ≤ 4 bytes", 4, found.bytes_per_value, " bytes"));
  all.push_back(some_at_most("a day of a metric: ≤ 5 ms", 5, found.day_ms, " ms"));
  all.push_back(some_at_most("30 days of it: ≤ 20 ms", 20, found.month_ms, " ms"));
}

/// Only the cost of a hub has targets.
void judge_additions(const findings& found, std::vector<verdict>& all) {
  constexpr double mebibyte = 1024 * 1024;
  if (!found.with.starts_with("--fleet "))
    return;
  for (const auto& row : found.additions) {
    const auto which =
        "reporting " + std::to_string(row.cost.containers) + ' ' + row.cost.load + " containers";
    all.push_back(some_at_most(which + ", CPU: ≤ 1.1 of that without", 1.1, row.cost.ratio()));
    const auto more =
        static_cast<double>(row.rss_bytes) - static_cast<double>(row.rss_without_bytes);
    all.push_back(at_most(which + ", RSS: ≤ 4 MiB more", 4, more / mebibyte, " MiB"));
  }
}

} // namespace

std::string short_number(double value) {
  const auto size = std::abs(value);
  const int digits = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::vector<verdict> judge(const findings& found) {
  std::vector<verdict> all;
  judge_cost(found, all);
  judge_latency(found, all);
  judge_size(found, all);
  judge_evenness(found, all);
  if (found.interfaces)
    judge_interfaces(*found.interfaces, all);
  if (found.tls)
    judge_tls(*found.tls, all);
  if (found.past)
    judge_past(*found.past, all);
  judge_additions(found, all);
  return all;
}

std::string describe_machine() {
  std::string processor = "unknown processor";
  const auto info = read_text("/proc/cpuinfo").value_or("");
  if (const auto at = info.find("model name"); at != std::string::npos) {
    const auto begin = info.find(": ", at) + 2;
    processor = info.substr(begin, info.find('\n', begin) - begin);
  }
  utsname kernel{};
  uname(&kernel);
  const auto memory = keyed_number(read_text("/proc/meminfo").value_or(""), "MemTotal").value_or(0);
  return std::to_string(sysconf(_SC_NPROCESSORS_ONLN)) + " × " + processor + ", "
         + short_number(static_cast<double>(memory) / 1024 / 1024) + " GiB, Linux "
         + kernel.release;
}

} // namespace docker_monitor::bench
