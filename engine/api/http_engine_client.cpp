#include "engine/api/http_engine_client.hpp"

#include "engine/api/api_version.hpp"
#include "engine/api/connection.hpp"
#include "engine/api/engine_json.hpp"
#include "engine/api/event_subscription.hpp"
#include "engine/api/line_splitter.hpp"
#include "engine/api/log_text.hpp"
#include "engine/cgroup/device_names.hpp"
#include "net/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace docker_monitor::engine {

namespace asio = boost::asio;
using model::expected;
using model::failure;
using model::failure_code;
using namespace std::chrono_literals;

namespace {

constexpr auto call_deadline = 5s;
constexpr auto ping_deadline = 3s;
/// Docker before 25 collects stats once a second, `stream=false` waits for two rounds, and the
/// answer of a restarting container may never come.
constexpr auto stats_deadline = 10s;
/// A loaded engine needs seconds to list 10,000 containers.
constexpr auto list_deadline = 30s;
/// The engine walks its disks.
constexpr auto disk_usage_deadline = 5min;

constexpr std::size_t max_answer = 16U << 20;
constexpr std::size_t max_list = 256U << 20;

constexpr unsigned status_ok = 200;

/// Checks an id from the engine, so that only an id's characters go into a URL.
bool is_id(std::string_view id) {
  return !id.empty() && id.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

} // namespace

class http_engine_client::implementation {
 public:
  implementation(endpoint where, net::client_options options)
      : where_(std::move(where)), http_(std::move(options)), events_(context_, where_, http_),
        work_(asio::make_work_guard(context_)) {
    thread_ = std::thread{[this] { context_.run(); }};
  }

  ~implementation() {
    asio::post(context_, [this] {
      events_.close();
      work_.reset();
      context_.stop();
    });
    thread_.join();
  }

  implementation(const implementation&) = delete;
  implementation& operator=(const implementation&) = delete;

  /// Runs a call on the client's thread and passes its result to `done`. An exception in a
  /// coroutine (out of memory) becomes a failure.
  template <class T, class Call>
  void run(Call call, handler<T> done) {
    asio::co_spawn(
        context_, std::move(call),
        [done = std::move(done)](const std::exception_ptr& error, expected<T> result) {
          if (!error) {
            done(std::move(result));
            return;
          }
          done(failure{failure_code::malformed, "a call to the engine failed inside"});
        });
  }

  asio::awaitable<expected<engine_identity>> machine() {
    const auto info = co_await get(prefix_ + "/info", call_deadline, max_answer);
    if (!info)
      co_return info.error();
    co_return parse_info(*info);
  }

  asio::awaitable<expected<engine_identity>> negotiate() {
    http_.clear(); // another engine may have taken the address
    engine_identity identity;
    const auto who = co_await ask_version(identity);
    if (!who)
      co_return who.error();
    if (auto problem = agree_on(*who))
      co_return *std::move(problem);
    if (auto problem = co_await ask_info(identity))
      co_return *std::move(problem);
    identity.name = who->name;
    identity.version = who->version;
    identity.api_version = prefix_.empty() ? "" : version_.text();
    if (podman_)
      identity.id.clear();
    co_return identity;
  }

  asio::awaitable<expected<std::vector<model::container>>> list() {
    auto body = co_await get(prefix_ + "/containers/json?all=1", list_deadline, max_list);
    if (!body)
      co_return body.error();
    co_return parse_list(*body);
  }

  asio::awaitable<expected<model::container>> inspect(std::string id) {
    if (!is_id(id))
      co_return failure{failure_code::not_found, "no container id: " + id};
    auto body = co_await get(prefix_ + "/containers/" + id + "/json", call_deadline, max_answer);
    if (!body)
      co_return body.error();
    co_return parse_inspect(*body);
  }

  asio::awaitable<expected<model::disk_usage>> disk_usage() {
    auto body = co_await get(prefix_ + "/system/df", disk_usage_deadline, max_list);
    if (!body)
      co_return body.error();
    co_return parse_disk_usage(*body);
  }

  [[nodiscard]] bool holds_stats_calls() const { return holds_stats_calls_; }

  asio::awaitable<expected<model::counters>> stats(std::string id) {
    if (!is_id(id))
      co_return failure{failure_code::not_found, "no container id: " + id};
    constexpr api_version one_shot_since{1, 41};
    auto target = prefix_ + "/containers/" + id + "/stats?stream=false";
    if (version_ >= one_shot_since)
      target += "&one-shot=true";
    auto body = co_await get(std::move(target), stats_deadline, max_answer);
    if (!body)
      co_return body.error();
    co_return parse_stats(*body, is_layer_);
  }

  asio::awaitable<expected<std::vector<std::string>>> logs(std::string id, unsigned lines) {
    if (!is_id(id))
      co_return failure{failure_code::not_found, "no container id: " + id};
    auto body = co_await get(
        prefix_ + "/containers/" + id
            + "/logs?stdout=true&stderr=true&tail=" + std::to_string(lines),
        call_deadline, max_answer);
    if (!body)
      co_return body.error();
    co_return parse_log(*body, lines);
  }

  asio::awaitable<expected<bool>> ping() {
    const auto body = co_await get("/_ping", ping_deadline, max_answer);
    if (!body)
      co_return body.error();
    co_return true;
  }

  asio::awaitable<expected<model::event_memory>>
  recall(model::engine_time since, model::engine_time until) {
    const auto body = co_await get(
        prefix_ + "/events?since=" + model::format_engine_cursor(since)
            + "&until=" + model::format_engine_cursor(until),
        call_deadline, max_answer);
    if (!body)
      co_return body.error();
    model::event_memory memory;
    model::event_batch batch;
    line_splitter lines{max_event_bytes};
    lines.feed(*body, [&](std::string_view line) {
      add_event(line, batch);
      const auto time = parse_event_time(line);
      if (time && (!memory.oldest || *time < *memory.oldest))
        memory.oldest = time;
      ++memory.count;
    });
    if (batch.unreadable_lines > 0 || lines.oversized() > 0)
      co_return failure{failure_code::malformed, "an event that cannot be read"};
    memory.events = std::move(batch.events);
    co_return memory;
  }

  void subscribe(model::engine_time since, event_subscription::handlers with) {
    events_.start({.prefix = prefix_, .since = since, .is_podman = podman_}, std::move(with));
  }

  void unsubscribe() { events_.close(); }

  asio::io_context& context() { return context_; }

 private:
  asio::awaitable<expected<std::string>>
  get(std::string target, std::chrono::milliseconds deadline, std::size_t max_body) {
    auto answer = co_await ask(target, deadline, max_body);
    if (!answer)
      co_return answer.error();
    if (answer->status != status_ok)
      co_return refusal(where_, target, *answer);
    co_return std::move(answer->body);
  }

  asio::awaitable<expected<net::answer>>
  ask(std::string target, std::chrono::milliseconds deadline, std::size_t max_body) {
    net::request what;
    what.target = std::move(target);
    const net::answer_limits limits{.deadline = deadline, .max_body = max_body};
    co_return co_await http_.send(std::move(what), limits);
  }

  /// Returns the engine's version. Where `/version` has no usable answer, takes it from the fields
  /// of the answer to `/_ping`.
  asio::awaitable<expected<version_answer>> ask_version(engine_identity& identity) {
    const auto answer = co_await ask("/version", call_deadline, max_answer);
    if (answer) {
      note_time(*answer, identity);
      auto version = parse_version(answer->body);
      if (answer->status == status_ok && version)
        co_return version;
    } else if (
        answer.error().code == failure_code::unreachable
        || answer.error().code == failure_code::permission) {
      co_return answer.error(); // a ping would fail for the same reason
    }
    identity.refused.emplace_back("/version");
    const auto pong = co_await ask_ping(identity);
    if (!pong)
      co_return pong.error();
    co_return version_in_fields(pong->field("Server"), pong->field("Api-Version"));
  }

  /// Checks that the engine answers, and notes its time.
  asio::awaitable<expected<net::answer>> ask_ping(engine_identity& identity) {
    auto answer = co_await ask("/_ping", ping_deadline, max_answer);
    if (!answer)
      co_return answer.error();
    if (answer->status != status_ok)
      co_return refusal(where_, "/_ping", *answer);
    note_time(*answer, identity);
    co_return answer;
  }

  /// Sets the API version. The version is left out of the paths for an engine that names none, as
  /// behind a proxy that removes it from the answer.
  std::optional<failure> agree_on(const version_answer& who) {
    podman_ = who.name == "Podman";
    if (who.api_version.empty()) {
      prefix_.clear();
      version_ = oldest_api;
    } else {
      const auto agreed = agree(who);
      if (!agreed)
        return agreed.error();
      prefix_ = "/v" + agreed->text();
      version_ = *agreed;
    }
    constexpr api_version immediate_since{1, 44};
    holds_stats_calls_ = version_ < immediate_since;
    return std::nullopt;
  }

  /// Fills in the members of `/info`. It is optional: without a usable answer they stay unknown. An
  /// engine that hangs up may have ended, so that it must answer a ping.
  asio::awaitable<std::optional<failure>> ask_info(engine_identity& identity) {
    const auto answer = co_await ask(prefix_ + "/info", call_deadline, max_answer);
    if (answer) {
      note_time(*answer, identity);
      auto info = parse_info(answer->body);
      if (answer->status == status_ok && info) {
        info->refused = std::move(identity.refused);
        identity = *std::move(info);
        co_return std::nullopt;
      }
      if (auto why = refusal(where_, "/info", *answer); why.code == failure_code::version_refused)
        co_return why;
    } else if (answer.error().code != failure_code::timeout) {
      const auto pong = co_await ask_ping(identity);
      if (!pong)
        co_return pong.error();
    }
    identity.refused.emplace_back("/info");
    if (identity.now == model::engine_time{}) // no answer had a Date
      identity.now = std::chrono::system_clock::now();
    co_return std::nullopt;
  }

  static void note_time(const net::answer& answer, engine_identity& identity) {
    using namespace std::chrono;
    const auto date = model::parse_http_date(answer.field("Date"));
    // 64 bits of nanoseconds overflow in 2262.
    if (date && *date > sys_days{1970y / January / 1} && *date < sys_days{2262y / January / 1})
      identity.now = *date;
  }

  asio::io_context context_{1};
  endpoint where_;
  net::http_client http_;
  std::string prefix_;
  api_version version_;
  std::atomic<bool> holds_stats_calls_{true};
  bool podman_ = false;
  /// None for an engine on another machine.
  layer_test is_layer_ =
      where_.transport == net::address::kind::unix_socket ? local_layer_test() : layer_test{};
  event_subscription events_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

expected<std::unique_ptr<http_engine_client>> http_engine_client::make(const endpoint& where) {
  auto options = client_options_for(where);
  if (!options)
    return options.error();
  return std::unique_ptr<http_engine_client>{
      new http_engine_client{std::make_unique<implementation>(where, *std::move(options))}};
}

http_engine_client::http_engine_client(std::unique_ptr<implementation> made)
    : implementation_(std::move(made)) {}

http_engine_client::~http_engine_client() = default;

void http_engine_client::machine(handler<engine_identity> done) {
  implementation_->run<engine_identity>(
      [i = implementation_.get()] { return i->machine(); }, std::move(done));
}

void http_engine_client::negotiate(handler<engine_identity> done) {
  implementation_->run<engine_identity>(
      [i = implementation_.get()] { return i->negotiate(); }, std::move(done));
}

void http_engine_client::list(handler<std::vector<model::container>> done) {
  implementation_->run<std::vector<model::container>>(
      [i = implementation_.get()] { return i->list(); }, std::move(done));
}

void http_engine_client::disk_usage(handler<model::disk_usage> done) {
  implementation_->run<model::disk_usage>(
      [i = implementation_.get()] { return i->disk_usage(); }, std::move(done));
}

void http_engine_client::inspect(const std::string& id, handler<model::container> done) {
  implementation_->run<model::container>(
      [i = implementation_.get(), id] { return i->inspect(id); }, std::move(done));
}

void http_engine_client::stats(const std::string& id, handler<model::counters> done) {
  implementation_->run<model::counters>(
      [i = implementation_.get(), id] { return i->stats(id); }, std::move(done));
}

void http_engine_client::logs(
    const std::string& id, unsigned lines, handler<std::vector<std::string>> done) {
  implementation_->run<std::vector<std::string>>(
      [i = implementation_.get(), id, lines] { return i->logs(id, lines); }, std::move(done));
}

bool http_engine_client::holds_stats_calls() const {
  return implementation_->holds_stats_calls();
}

void http_engine_client::ping(handler<bool> done) {
  implementation_->run<bool>([i = implementation_.get()] { return i->ping(); }, std::move(done));
}

void http_engine_client::recall(
    model::engine_time since, model::engine_time until, handler<model::event_memory> done) {
  implementation_->run<model::event_memory>(
      [i = implementation_.get(), since, until] { return i->recall(since, until); },
      std::move(done));
}

void http_engine_client::subscribe(
    model::engine_time since, std::function<void()> opened,
    std::function<void(model::event_batch)> received, std::function<void(failure)> ended) {
  asio::post(
      implementation_->context(),
      [i = implementation_.get(), since,
       handlers = event_subscription::handlers{
           std::move(opened), std::move(received), std::move(ended)}]() mutable {
        i->subscribe(since, std::move(handlers));
      });
}

void http_engine_client::unsubscribe() {
  asio::post(implementation_->context(), [i = implementation_.get()] { i->unsubscribe(); });
}

} // namespace docker_monitor::engine
