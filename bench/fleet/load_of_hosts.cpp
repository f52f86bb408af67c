#include "bench/fleet/load_of_hosts.hpp"

#include "bench/fleet/host_payloads.hpp"
#include "bench/fleet/nats_client.hpp"
#include "bench/machine/interruption.hpp"
#include "fleet/payload_dictionary.hpp"
#include "fleet/private_file.hpp"
#include "model/alarm/alarm.hpp"
#include "model/fleet/report_schedule.hpp"
#include "model/fleet/subject.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <map>
#include <utility>

#include <unistd.h>

namespace docker_monitor::bench {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using model::fleet_topic;
using std::chrono::steady_clock;

namespace {

/// As the program sends them to a hub that has the dictionary.
constexpr auto seconds_between_states = static_cast<std::size_t>(
    std::chrono::seconds{model::report_schedule::long_state_pause}.count());
constexpr std::size_t seconds_of_flood = 10;       ///< and of the pause after it
constexpr std::size_t max_flood_waiting = 4 << 20; ///< bytes
constexpr auto alarm_timeout = 10s;
constexpr auto expected_preparation = 4ms; ///< of the documents of one variant and second
constexpr steady_clock::duration difference_of_clocks = 10ms;

std::vector<model::fleet_file> read_fleet_files(const std::string& directory) {
  std::vector<model::fleet_file> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{directory, error}) {
    if (entry.path().extension() != ".fleet")
      continue;
    const auto text = fleet::read_private_file(entry.path());
    const auto file = text ? model::parse_fleet_file(*text) : text.error();
    if (!file)
      throw harness_error(entry.path().string() + ": " + file.error().message);
    files.push_back(*file);
  }
  if (files.empty())
    throw harness_error("no fleet files in " + directory);
  std::ranges::sort(files, {}, &model::fleet_file::host);
  return files;
}

double in_ms(steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// What is counted in one second.
struct second_counts {
  std::size_t messages = 0;
  std::size_t samples = 0;
  std::size_t held = 0;
  steady_clock::duration late{0};
  std::vector<double> alarm_ms;
};

class imitated_fleet {
 public:
  explicit imitated_fleet(const fleet_load_options& options) : options_{options} {
    const auto files = read_fleet_files(options_.files);
    const auto tls = make_host_tls(files.front());
    for (const auto& file : files)
      hosts_.push_back(std::make_unique<host>(*this, file, tls));
  }

  void run() {
    const auto began = steady_clock::now();
    wait_for(connect_all());
    options_.report(nlohmann::json{
        {"connected", hosts_.size()}, {"seconds", in_ms(steady_clock::now() - began) / 1000}}
                        .dump());
    prepare();
    wait_for(replay());
    for (const auto& each : hosts_)
      each->client.close();
    io_.restart();
    io_.run_for(1s);
  }

 private:
  struct host {
    host(imitated_fleet& fleet, const model::fleet_file& file, const net::tls_context_ptr& tls)
        : client{
            fleet.io_, file, tls,
            [this, &fleet](std::string_view subject, std::string_view payload) {
              if (!subject.ends_with(".ask"))
                fleet.take_answer(subject, payload);
              else if (fleet::names_dictionary(payload))
                schedule.note_hub_has_dictionary(steady_clock::now());
              else
                needs_state |= payload == "state" && ++fleet.asked_ > 0;
            }} {}

    bool needs_state = true;
    model::report_schedule schedule;
    nats_client client;
  };

  void wait_for(asio::awaitable<void> call) {
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(io_, std::move(call), [&](const std::exception_ptr& error) {
      thrown = error;
      done = true;
    });
    io_.restart();
    while (!done)
      io_.run_one();
    if (thrown)
      std::rethrow_exception(thrown);
  }

  asio::awaitable<void> connect_all() {
    for (const auto& each : hosts_)
      co_await each->client.connect();
  }

  /// Chooses the start, as the documents contain times, and makes them until then.
  void prepare() {
    host_payload_options wanted;
    wanted.containers = options_.containers;
    wanted.busy = options_.busy;
    wanted.variants = variants_ = std::min(wanted.variants, hosts_.size());
    wanted.instance = "load-" + std::to_string(getpid());
    auto time = 2s + expected_preparation * wanted.variants * options_.seconds;
    do {
      const auto now = std::chrono::system_clock::now();
      wanted.start = std::chrono::ceil<std::chrono::seconds>(now + time);
      start_ = steady_clock::now() + (wanted.start - now);
      payloads_ = std::make_unique<host_payloads>(wanted);
      while (payloads_->seconds() < options_.seconds) {
        payloads_->prepare_second();
        io_.restart();
        io_.poll(); // the server wants answers to its pings
      }
      time *= 2;
    } while (steady_clock::now() > start_); // the machine was too busy
    const std::chrono::duration<double> start = wanted.start.time_since_epoch();
    options_.report(nlohmann::json{{"start", start.count()}}.dump());
  }

  /// Returns when a host sends its document of a second: those of one variant together, as the
  /// program does, but over some milliseconds, by which clocks differ.
  [[nodiscard]] steady_clock::time_point
  document_due(std::size_t number, std::size_t second) const {
    const auto variant = number * variants_ / hosts_.size();
    const auto behind = number * variants_ % hosts_.size();
    return start_ + steady_clock::duration{1s} * second
           + steady_clock::duration{1s} * variant / variants_
           + difference_of_clocks * behind / hosts_.size();
  }

  asio::awaitable<void> replay() {
    asio::steady_timer timer{io_};
    const auto count = hosts_.size();
    std::size_t next = 0; // document
    for (std::size_t n = 0; n < count * options_.seconds; ++n) {
      const auto second = n / count;
      const auto due = start_ // never before that of the document of this number
                       + steady_clock::duration{1s} * static_cast<std::int64_t>(n)
                             / static_cast<std::int64_t>(count);
      if (due > steady_clock::now()) {
        timer.expires_at(due);
        co_await timer.async_wait(asio::use_awaitable);
      }
      counts_.late = std::max<steady_clock::duration>(counts_.late, steady_clock::now() - due);
      for (; next < count * options_.seconds && document_due(next % count, next / count) <= due;
           ++next)
        send_document(next % count, next / count);
      send_flood(second);
      send_alarms(n % count, second);
      if (n % count + 1 == count)
        report(second);
    }
    timer.expires_after(2s); // for the last answers
    co_await timer.async_wait(asio::use_awaitable);
    report(options_.seconds);
  }

  void send_document(std::size_t number, std::size_t second) {
    auto& to = *hosts_[number];
    if (!to.client.connected())
      throw harness_error(
          "the connection of " + to.client.host() + " was lost: " + to.client.problem());
    const auto variant = number * variants_ / hosts_.size();
    const bool whole =
        std::exchange(to.needs_state, false)
        || (second > 0 && second % seconds_between_states == number % seconds_between_states);
    publish(to, whole, variant, second);
  }

  void publish(host& to, bool whole, std::size_t variant, std::size_t second) {
    const auto& document =
        whole ? payloads_->state(variant, second) : payloads_->changes(variant, second);
    const auto subject =
        model::fleet_subject(to.client.host(), whole ? fleet_topic::state : fleet_topic::samples);
    const auto now = steady_clock::now();
    if (whole)
      to.schedule.note_state(now);
    const bool shorter = !whole && to.schedule.may_use_dictionary(now);
    const auto& parts = shorter ? document.parts_with_dictionary : document.parts;
    for (const auto& part : parts)
      to.client.publish(subject, part);
    counts_.messages += parts.size();
    counts_.samples += document.samples;
  }

  [[nodiscard]] bool floods(std::size_t second) const {
    return options_.flood > 0 && second / seconds_of_flood % 2 == 1;
  }

  /// Called once for each host and second, so that the flood is even.
  void send_flood(std::size_t second) {
    if (!floods(second))
      return;
    owed_ += static_cast<double>(options_.flood) / static_cast<double>(hosts_.size());
    for (; owed_ >= 1; --owed_)
      if (hosts_.front()->client.waiting() > max_flood_waiting)
        ++counts_.held;
      else
        publish(*hosts_.front(), false, 0, second);
  }

  /// Called once for each host and second, so that the alarms are even. A host that floods loses
  /// its own.
  void send_alarms(std::size_t number, std::size_t second) {
    if (number == 0 && options_.flood > 0)
      return;
    due_alarms_ += static_cast<double>(options_.alarms) / static_cast<double>(hosts_.size());
    for (; due_alarms_ >= 1; --due_alarms_)
      send_alarm(hosts_[number]->client, second);
  }

  void send_alarm(nats_client& to, std::size_t second) {
    const auto id = ++alarms_;
    model::alarm made;
    made.id = "load-" + std::to_string(getpid()) + '-' + std::to_string(id);
    made.kind = id % 2 == 0 ? model::alarm_kind::paused : model::alarm_kind::down;
    made.time = std::chrono::system_clock::now();
    made.container_id = made.id;
    made.container_name = made.identity = "short-" + std::to_string(id);
    made.host = to.host();
    made.image = "load:" + std::to_string(second);
    under_way_[id] = steady_clock::now();
    to.publish(
        model::fleet_subject(to.host(), fleet_topic::alarms), model::to_json(made) + '\n',
        model::fleet_inbox(to.host()) + '.' + std::to_string(id));
  }

  void take_answer(std::string_view subject, std::string_view payload) {
    std::size_t id = 0;
    const auto text = subject.substr(subject.rfind('.') + 1);
    std::from_chars(text.data(), text.data() + text.size(), id);
    const auto found = under_way_.find(id);
    if (found == under_way_.end())
      return;
    if (payload == "taken")
      counts_.alarm_ms.push_back(in_ms(steady_clock::now() - found->second));
    else
      ++alarms_lost_;
    under_way_.erase(found);
  }

  void report(std::size_t second) {
    alarms_lost_ += std::erase_if(under_way_, [](const auto& alarm) {
      return steady_clock::now() - alarm.second > alarm_timeout;
    });
    std::uint64_t bytes = 0;
    for (const auto& each : hosts_)
      bytes += each->client.bytes();
    const auto before = std::exchange(bytes_, bytes);
    const auto counted = std::exchange(counts_, {});
    options_.report(nlohmann::json{
        {"second", second},
        {"messages", counted.messages},
        {"samples", counted.samples},
        {"bytes", second == 0 ? bytes : bytes - before},
        {"lateMs", in_ms(counted.late)},
        {"asked", asked_},
        {"flooding", floods(second)},
        {"held", counted.held},
        {"alarmMs", counted.alarm_ms},
        {"alarmsLost",
         alarms_lost_}}.dump());
  }

  const fleet_load_options& options_;
  asio::io_context io_{1};
  std::vector<std::unique_ptr<host>> hosts_; ///< destroyed before `io_`
  std::unique_ptr<host_payloads> payloads_;
  std::size_t variants_ = 0;
  steady_clock::time_point start_;
  second_counts counts_;
  std::size_t asked_ = 0; ///< requests for the whole state
  std::uint64_t bytes_ = 0;
  double owed_ = 0; ///< messages of the flood
  double due_alarms_ = 0;
  std::size_t alarms_ = 0;
  std::size_t alarms_lost_ = 0;
  std::map<std::size_t, steady_clock::time_point> under_way_; ///< alarms by number
};

} // namespace

void imitate_hosts(const fleet_load_options& options) {
  imitated_fleet{options}.run();
}

} // namespace docker_monitor::bench
