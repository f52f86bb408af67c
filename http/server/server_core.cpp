#include "http/server/server_core.hpp"

#include "http/api/host_v2.hpp"
#include "http/message/http_date.hpp"
#include "http/server/listener.hpp"
#include "http/server/session.hpp"
#include "http/server/socket_address.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// How long current requests may take after `stop`.
constexpr std::chrono::seconds drain_time{1};

/// Texts without a request for one to two intervals are dropped.
constexpr std::chrono::seconds tidy_interval{10};

/// How late a deadline may be detected. It lets one timer serve many deadlines.
constexpr std::chrono::milliseconds slack{100};

std::string name_of(const ip_address& address) {
  const asio::ip::address_v6 v6{address};
  return v6.is_v4_mapped() ? asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string()
                           : v6.to_string();
}

/// Returns a text that differs for each process that serves the same clients.
std::string epoch_of(model::engine_time started_at) {
  std::array<char, 17> digits{};
  const auto ns = static_cast<std::uint64_t>(started_at.time_since_epoch().count());
  return {digits.data(), std::to_chars(digits.begin(), digits.end(), ns, 16).ptr};
}

/// Limits the connections, so that the rest of the program has enough descriptors.
std::size_t affordable_connections(std::size_t wanted) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY)
    return wanted;
  constexpr rlim_t kept = 256;
  const auto free = files.rlim_cur - std::min(kept, files.rlim_cur / 2);
  return std::min<std::size_t>(wanted, free);
}

} // namespace

server_core::server_core(
    asio::io_context& io, const http::latest_snapshot& latest_snapshot, server_options options)
    : io_(io), options_(std::move(options)), latest_(latest_snapshot),
      dispatcher_(
          latest_snapshot, {.labels = options_.labels,
                            .sinks = options_.sinks,
                            .remote_writes = options_.remote_writes,
                            .silences = options_.silences,
                            .self_metrics = options_.self_metrics,
                            .started_at = options_.started_at,
                            .interval = options_.interval,
                            .cgroup_version = options_.cgroup_version,
                            .control_options = options_.control_options,
                            .demo = options_.demo,
                            .show_logs = options_.show_logs,
                            .max_series = options_.max_series,
                            .fleet = options_.fleet,
                            .requests = &statistics_}),
      stream_(
          {.labels = options_.labels,
           .commands = options_.show_logs,
           .epoch = epoch_of(options_.started_at),
           .append_host =
               [this](std::string& out, const model::snapshot& snapshot) {
                 append_host(out, snapshot, dispatcher_.context());
               }}),
      timer_(io) {
  dispatcher_.context().stream = &stream_;
  dispatcher_.guard() = token_guard{options_.tokens};
  if (options_.any_host)
    dispatcher_.hosts().allow_any();
  for (const auto& name : options_.allowed_hosts)
    dispatcher_.hosts().allow_host(name);
}

server_core::~server_core() = default;

void server_core::unfollow_snapshots() {
  if (streaming_.exchange(false))
    latest_.watch({});
}

/// Makes the stream follow the snapshots, on whichever thread they are published.
void server_core::follow_snapshots() {
  if (streaming_.exchange(true))
    return;
  latest_.watch([core = weak_from_this(), io = &io_] {
    if (const auto self = core.lock(); self && self->streaming_)
      asio::post(*io, [core] {
        if (const auto still = core.lock())
          still->stream_.take(still->latest_.current());
      });
  });
}

void server_core::log_dropped(const std::optional<ip_address>& whom, std::string_view why) {
  ++statistics_.followers_lost;
  log("stream: the client at " + (whom ? name_of(*whom) : "a unix socket")
      + " is dropped: " + std::string{why});
}

void server_core::log(const std::string& line) const {
  if (options_.log)
    options_.log(line);
}

void server_core::publish_alarm(const model::alarm& alarm) {
  if (!streaming_)
    return;
  asio::post(
      io_, [core = weak_from_this(), text = model::to_json(
                                         alarm, options_.show_logs ? model::log_lines::included
                                                                   : model::log_lines::left_out)] {
        if (const auto self = core.lock())
          self->stream_.take_alarm(text);
      });
}

model::expected<std::vector<bound_endpoint>> server_core::listen() {
  options_.max_connections = affordable_connections(options_.max_connections);
  std::vector<bound_endpoint> bound;
  std::vector<std::shared_ptr<listener>> opened;
  for (const auto& where : options_.listen) {
    const bool v6_only = std::ranges::any_of(options_.listen, [&](const listen_address& other) {
      return where.host == "::" && other.host == "0.0.0.0" && other.port == where.port;
    });
    opened.push_back(std::make_shared<listener>(*this));
    auto endpoint = opened.back()->open(where, v6_only);
    if (!endpoint)
      return endpoint.error();
    dispatcher_.hosts().allow_host(where.host);
    const auto ip = parse_ip(endpoint->address.host);
    if (ip && is_wildcard(*ip)) {
      dispatcher_.hosts().allow_ip_literals();
      for (const auto& name : machine_names())
        dispatcher_.hosts().allow_host(name);
    } else {
      dispatcher_.hosts().allow_host(endpoint->address.host);
    }
    endpoint->tls = wants_tls() && where.unix_path.empty();
    bound.push_back(std::move(*endpoint));
  }
  listeners_ = std::move(opened);
  return bound;
}

void server_core::serve(record_sources sources) {
  dispatcher_.context().history = std::move(sources.alarms);
  dispatcher_.context().metric_history = std::move(sources.metrics);
  for (const auto& listener : listeners_)
    listener->start();
}

void server_core::renew(tls_context_ptr identity) {
  asio::post(io_, [core = weak_from_this(), identity = std::move(identity)] {
    const auto self = core.lock();
    if (!self || !self->wants_tls())
      return;
    self->options_.tls = identity;
    self->log("certificate: read again");
  });
}

void server_core::renew(std::vector<std::string> tokens) {
  asio::post(io_, [core = weak_from_this(), tokens = std::move(tokens)]() mutable {
    const auto self = core.lock();
    if (!self || !self->dispatcher_.guard().is_enabled() || tokens == self->options_.tokens)
      return;
    self->options_.tokens = std::move(tokens);
    self->dispatcher_.guard() = token_guard{self->options_.tokens};
    for (const auto& session : self->sessions_.all())
      session->revoke();
    self->log("tokens: others than before, " + std::to_string(self->options_.tokens.size()));
  });
}

session_table::place server_core::add(std::shared_ptr<session> who, phase doing) {
  const auto start = now();
  arm(start + time_limit(doing));
  const auto added = sessions_.add(std::move(who), doing, start);
  statistics_.connections = sessions_.size();
  return added;
}

answer
server_core::respond(const request_head& head, bool check_host, time_point now, reply_target& who) {
  statistics_.followers = stream_.clients();
  auto answer = dispatcher_.respond(head, check_host, now, who);
  if (stream_.is_awake())
    follow_snapshots();
  if (tidy_at_ == time_point::max() && (dispatcher_.keeps_texts() || stream_.is_awake())) {
    tidy_at_ = now + tidy_interval;
    arm(tidy_at_);
  }
  return answer;
}

std::optional<std::shared_ptr<const void>> server_core::enter_waiting() {
  // Other threads drop copies, so the count may be slightly out of date, which is acceptable.
  if (static_cast<std::size_t>(waiting_.use_count()) > options_.max_waiting)
    return std::nullopt;
  return waiting_;
}

void server_core::enter(session_table::place which, phase doing, time_point now) {
  sessions_.move(which, doing, now);
  statistics_.connections = sessions_.size();
  arm(now + time_limit(doing));
}

void server_core::remove(session_table::place which) {
  sessions_.remove(which);
  statistics_.connections = sessions_.size();
  if (stopping_)
    finish_stop_if_done();
}

std::string_view server_core::date(time_point now) {
  if (now >= date_expires_) {
    date_ = http_date(std::chrono::system_clock::now());
    date_expires_ = now + std::chrono::seconds{1};
  }
  return date_;
}

/// Sets the timer to fire at about `deadline` at the latest. A postponed deadline does not change
/// the timer: it fires, finds nothing due and is set again.
void server_core::arm(time_point deadline) {
  if (deadline >= armed_)
    return;
  armed_ = deadline;
  timer_.expires_after(deadline - now() + slack);
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error)
      self->check_deadlines();
  });
}

void server_core::check_deadlines() {
  const auto time = now();
  if (time >= stop_deadline_)
    return abort();
  while (const auto late = sessions_.overdue(time))
    late->expire();
  if (time >= tidy_at_)
    tidy(time);
  armed_ = time_point::max();
  arm(tidy_at_);
  if (const auto next = sessions_.first_deadline())
    arm(*next);
  if (stopping_)
    arm(stop_deadline_);
}

void server_core::tidy(time_point time) {
  const bool texts = dispatcher_.tidy();
  const bool stream = stream_.tidy(time);
  if (!stream)
    unfollow_snapshots();
  tidy_at_ = texts || stream ? time + tidy_interval : time_point::max();
}

void server_core::stop(std::function<void()> stopped) {
  asio::post(io_, [self = shared_from_this(), stopped = std::move(stopped)]() mutable {
    if (std::exchange(self->stopping_, true))
      return;
    self->stopped_ = std::move(stopped);
    self->stop_deadline_ = self->now() + drain_time;
    self->arm(self->stop_deadline_);
    for (const auto& listener : std::exchange(self->listeners_, {}))
      listener->close();
    for (const auto& session : self->sessions_.all())
      session->drain();
    self->finish_stop_if_done();
  });
}

void server_core::abort() {
  stopping_ = true;
  unfollow_snapshots(); // handlers that outlive this object do nothing
  for (const auto& listener : std::exchange(listeners_, {}))
    listener->close();
  for (const auto& session : sessions_.all())
    session->close();
  finish_stop_if_done();
}

void server_core::finish_stop_if_done() {
  if (sessions_.size() + sessions_.handshakes() != 0)
    return;
  timer_.cancel();
  dispatcher_.context().history = nullptr;
  dispatcher_.context().metric_history = nullptr;
  if (const auto stopped = std::exchange(stopped_, nullptr))
    stopped();
}

} // namespace docker_monitor::http
