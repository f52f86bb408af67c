#include "bench/measurement/past.hpp"

#include "bench/load/http_call.hpp"
#include "bench/machine/interruption.hpp"
#include "bench/machine/system_files.hpp"
#include "bench/measurement/statistics.hpp"
#include "bench/measurement/two_programs.hpp"
#include "storage/data_directory.hpp"
#include "storage/history/history_database.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::sys_seconds;

namespace {

constexpr std::size_t kept_containers = 10; ///< for which a history is made
constexpr auto day = 24h;

/// The numbers and durations of a run.
struct history_extent {
  std::size_t containers;
  std::size_t few;
  std::chrono::milliseconds window;
  std::size_t rounds;
  std::size_t questions;
  std::chrono::hours past;
};

history_extent extent_of(const past_options& options) {
  if (options.quick)
    return {10, 5, options.window.value_or(1s), 1, 3, 2 * day};
  return {1000, 100, options.window.value_or(100s), 2, 21, 31 * day};
}

/// Makes values of a typical form: noise around a changing level, bursts, and mostly zeros.
class value_generator {
 public:
  model::history_summary next() {
    if (random_() % 240 == 0)
      level_ = static_cast<double>(1 + random_() % 80);
    model::history_summary made;
    put(made, model::history_series::cpu, level_, 0.3);
    put(made, model::history_series::memory, 3e8 + 1e6 * level_, 0.002);
    put(made, model::history_series::memory_percent, 14 + level_ / 20, 0.002);
    const bool burst = random_() % 10 == 0;
    put(made, model::history_series::network_received, burst ? 4e5 : 900, 0.5);
    put(made, model::history_series::network_sent, burst ? 2e6 : 700, 0.5);
    put(made, model::history_series::block_read, random_() % 40 == 0 ? 1e6 : 0, 0.5);
    put(made, model::history_series::block_written, random_() % 4 == 0 ? 3e4 : 0, 0.5);
    put(made, model::history_series::pids, 12, 0);
    return made;
  }

 private:
  void put(model::history_summary& into, model::history_series series, double about, double noise) {
    const auto i = static_cast<std::size_t>(series);
    std::uniform_real_distribution<double> some{1 - noise, 1 + noise};
    std::array<double, 3> three{
        about * some(random_), about * some(random_), about * some(random_)};
    std::ranges::sort(three);
    into.least[i] = model::encode_value(three[0]);
    into.average[i] = model::encode_value(three[1]);
    into.most[i] = model::encode_value(three[2]);
  }

  std::minstd_rand random_{1};
  double level_ = 10;
};

/// Fills the file of an engine with a history, and computes the size of a value.
void fill(
    const std::string& docker_host, const std::string& data, const history_extent& much,
    past_finding& found) {
  const auto location = storage::claim_data_directory(data, docker_host);
  if (!location)
    throw harness_error(location.error().message);
  constexpr std::uint64_t plenty = 4'000'000'000;
  auto database = storage::history_database::open(location->history_path(), plenty);
  if (!database)
    throw harness_error(database.error().message);
  std::vector<std::shared_ptr<const model::history_names>> names;
  for (std::size_t i = 0; i < kept_containers; ++i) {
    const auto name = "bench-0000" + std::to_string(i);
    names.push_back(std::make_shared<const model::history_names>(model::history_names{name, name}));
  }
  std::vector<value_generator> of(kept_containers);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto begin = now - now.time_since_epoch() % 6h - much.past;
  const auto empty = (*database)->bytes();
  const auto per_row = static_cast<double>(3 * model::history_series_count * kept_containers);
  for (auto at = begin; at < now; at += 15min) {
    model::history_batch batch;
    batch.until = std::min(at + 15min, now);
    for (std::size_t i = 0; i < kept_containers; ++i) {
      const auto before = batch.windows.size();
      for (auto window = at; window < batch.until; window += model::history_window_length)
        batch.windows.push_back({model::window_of(window), 15, of[i].next()});
      batch.pieces.push_back({names[i], batch.windows.size() - before});
    }
    if (const auto why = (*database)->write(batch))
      throw harness_error(why->message);
    auto more = (*database)->compact();
    while (more && *more)
      more = (*database)->compact();
    if (!more)
      throw harness_error(more.error().message);
    if (at + 15min - begin == std::chrono::seconds{day})
      found.bytes_per_value = static_cast<double>((*database)->bytes() - empty)
                              / (per_row * (day / model::history_window_length));
  }
  // Rows of 15 s for a little more than a day, and of five minutes for all days.
  found.stored_bytes = (*database)->bytes();
  found.stored_containers = kept_containers;
}

/// Returns the median time of a query, in milliseconds.
double question_ms(
    const monitored_program& program, const history_extent& much, std::chrono::hours back,
    std::size_t& points) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto from = (now - back + 1min).time_since_epoch().count();
  std::vector<double> took;
  for (std::size_t i = 0; i < much.questions; ++i) {
    const auto target = "/docker-monitor/api/v2/containers/bench-0000"
                        + std::to_string(i % kept_containers)
                        + "/history?metric=memory.percent&from=" + std::to_string(from)
                        + "&to=" + std::to_string(now.time_since_epoch().count());
    const auto asked = steady_clock::now();
    const auto answer = call(program.address(), "GET", target);
    took.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - asked).count());
    if (!answer || answer->status != 200)
      throw harness_error("docker-monitor does not answer " + target);
    const auto brackets = static_cast<std::size_t>(std::ranges::count(answer->bytes, '['));
    if (brackets < 2) // one of the list and one per point
      throw harness_error("docker-monitor knows nothing of " + target);
    points = brackets - 1;
  }
  return median(took);
}

/// Starts a program with a history and one without.
two_programs
start_both(const past_options& options, const cgroup_tree& tree, const two_engines& engines) {
  return {options.program, tree, engines, {.without = {"--history-memory", "0"}}};
}

paired_cost_finding measure_cost(
    const past_options& options, const history_extent& much, const cgroup_tree& tree,
    fork_server& parent, load what) {
  paired_cost_finding found{std::string{to_string(what)}, much.containers};
  options.report(
      "the history of " + std::to_string(much.containers) + ' ' + found.load + " containers");
  const two_engines engines{tree, parent, much.containers, what};
  pause_for(2s);
  const auto programs = start_both(options, tree, engines);
  pause_for(5s);
  for (std::size_t round = 0; round < much.rounds; ++round)
    programs.measure(much.window, found);
  return found;
}

void measure_few(
    const past_options& options, const history_extent& much, const cgroup_tree& tree,
    fork_server& parent, past_finding& found) {
  options.report(
      "a month of metric history, and memory with " + std::to_string(much.few) + " containers");
  const two_engines engines{tree, parent, much.few, load::busy};
  const auto host = engines.ours.docker_host();
  fill(host, data_directory_of(host), much, found);
  const auto programs = start_both(options, tree, engines);
  pause_for(much.window);
  found.few_containers = much.few;
  found.filled_s = std::chrono::duration<double>(much.window).count();
  found.rss_bytes = resident_bytes(programs.with->process().pid());
  found.rss_without_bytes = resident_bytes(programs.without->process().pid());
  found.day_ms = question_ms(*programs.with, much, day, found.day_points);
  found.month_ms = question_ms(*programs.with, much, 30 * day, found.month_points);
}

} // namespace

past_finding
measure_past(const past_options& options, const cgroup_tree& tree, fork_server& parent) {
  const auto much = extent_of(options);
  past_finding found;
  measure_few(options, much, tree, parent, found);
  for (const auto what : {load::busy, load::idle})
    found.costs.push_back(measure_cost(options, much, tree, parent, what));
  return found;
}

} // namespace docker_monitor::bench
