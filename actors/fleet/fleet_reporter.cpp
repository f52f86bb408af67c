#include "actors/fleet/fleet_reporter.hpp"

#include "fleet/host_queries.hpp"
#include "fleet/payload_dictionary.hpp"
#include "http/api/host_v2.hpp"
#include "http/message/request_head.hpp"
#include "logging/log.hpp"

#include <caf/send.hpp>

#include <utility>

namespace docker_monitor::actors {

namespace {

constexpr std::string_view get = "GET ";
/// The query for the whole state, which is no GET.
constexpr std::string_view whole_state = "state";
constexpr std::string_view stream_route = "/docker-monitor/api/v2/stream";

fleet::host_answer answer_of(const http::response& made) {
  if (made.stream) // the route of the stream in another spelling
    return answer_of(http::not_found());
  fleet::host_answer answer;
  answer.status = made.status;
  answer.content_type = made.content_type;
  for (const auto& field : made.headers)
    if (field.name == "Content-Encoding")
      answer.content_encoding = field.value;
  if (made.body)
    answer.body = *made.body;
  for (const auto& part : made.rest)
    answer.body += *part;
  return answer;
}

/// Returns the query in a message of the hub.
fleet_query query_of(fleet::bus_message message) {
  fleet_query query;
  if (message.payload.starts_with(get)) {
    query.target = message.payload.substr(get.size());
    query.kind = fleet_query::what::get;
  } else if (message.payload == whole_state) {
    query.kind = fleet_query::what::state;
  } else if (fleet::is_about_dictionaries(message.payload)) {
    query.kind = fleet_query::what::dictionary;
    query.has_dictionary = fleet::names_dictionary(message.payload);
  }
  query.reply = std::move(message.reply);
  query.gzip = message.header("Accept-Encoding") == "gzip";
  return query;
}

/// Sends an answer once it is ready; counts as in progress until then.
class query_reply_target : public http::reply_target {
 public:
  query_reply_target(
      std::shared_ptr<fleet::bus> to, std::string reply, std::shared_ptr<const void> load)
      : to_{std::move(to)}, reply_{std::move(reply)}, load_{std::move(load)} {}

  std::optional<http::reply> expect_reply() override {
    return http::reply{[to = to_, reply = reply_, load = load_](const http::response& made) {
      (void)fleet::send_answer(*to, reply, answer_of(made));
    }};
  }

 private:
  std::shared_ptr<fleet::bus> to_;
  std::string reply_;
  std::shared_ptr<const void> load_;
};

} // namespace

void fleet_reporter_state::begin(fleet_reporter_deps settings) {
  deps = std::move(settings);
  dispatcher = std::make_unique<http::dispatcher>(*deps.latest_snapshot, std::move(deps.context));
}

document_head fleet_reporter_state::head() const {
  return {deps.instance, deps.machine, deps.wall_clock(), documents + 1};
}

http::container_view fleet_reporter_state::view_of(const model::snapshot& snapshot) const {
  const auto& context = dispatcher->context();
  return {
      .labels = context.labels, .cores = snapshot.engine().cores, .commands = context.show_logs};
}

std::string fleet_reporter_state::host_object(const model::snapshot& snapshot) {
  std::string text;
  http::append_host(text, snapshot, dispatcher->context());
  return text;
}

/// The hub notices lost messages by their numbers and asks for the whole state.
void fleet_reporter_state::send(
    model::fleet_topic topic, const std::vector<std::string>& documents_made,
    fleet::payload_form form) {
  documents += documents_made.size();
  for (const auto& document : documents_made) {
    const auto done =
        deps.bus->publish(fleet_subject(deps.host, topic), fleet::deflate(document, form));
    const bool failed = !done && done.error().code != model::failure_code::disconnected;
    if (failed && !send_failed)
      spdlog::warn("fleet: a report cannot be sent: {}", done.error().message);
    send_failed = failed;
  }
}

void fleet_reporter_state::send_state(const model::snapshot_ptr& snapshot) {
  // Every hub reads it.
  send(
      model::fleet_topic::state,
      whole_documents(head(), host_object(*snapshot), *snapshot, view_of(*snapshot)),
      fleet::payload_form::plain);
  sent = snapshot;
  host_at = self->clock().now();
  schedule.note_state(host_at);
}

void fleet_reporter_state::send_changes(const model::snapshot_ptr& snapshot) {
  std::string host;
  if (self->clock().now() - host_at >= host_pause) {
    host = host_object(*snapshot);
    host_at = self->clock().now();
  }
  const auto form = schedule.may_use_dictionary(self->clock().now())
                        ? fleet::payload_form::with_dictionary
                        : fleet::payload_form::plain;
  send(
      model::fleet_topic::samples,
      changes_documents(head(), host, *sent, *snapshot, view_of(*snapshot)), form);
  sent = snapshot;
}

void fleet_reporter_state::keep_open() {
  const auto now = self->clock().now();
  if (opened_at && now - *opened_at < open_pause)
    return;
  opened_at = now;
  if (deps.bus->open())
    subscribe();
}

void fleet_reporter_state::subscribe() {
  constexpr std::size_t max_messages = 64;
  constexpr std::size_t max_bytes = 1 << 20;
  queries = deps.bus->subscribe(
      fleet_subject(deps.host, model::fleet_topic::ask),
      [me = caf::actor_cast<fleet_reporter_actor>(self),
       waiting = waiting](fleet::bus_message message) {
        if (waiting->fetch_add(1) >= max_queries_waiting) {
          waiting->fetch_sub(1);
          return;
        }
        auto query = query_of(std::move(message));
        query.load = {waiting.get(), [waiting](const void*) { waiting->fetch_sub(1); }};
        caf::anon_send(me, std::move(query));
      },
      max_messages, max_bytes);
}

std::chrono::nanoseconds fleet_reporter_state::pause() const {
  if (!was_connected)
    return reconnect_pause;
  return model::pause_to_report(deps.wall_clock(), model::report_offset(deps.host));
}

void fleet_reporter_state::tick() {
  if (!deps.bus->connected()) {
    if (std::exchange(was_connected, false))
      logging::warn(
          {.event = "hub-down", .error = deps.bus->problem()}, "fleet: the hub is out of reach: {}",
          deps.bus->problem());
    sent = nullptr;
    schedule.forget_hub();
    keep_open();
    if (!deps.bus->connected())
      return;
  }
  if (!std::exchange(was_connected, true))
    logging::info({.event = "hub-up"}, "fleet: connected to the hub as {}", deps.host);
  if (!queries)
    subscribe();
  const auto snapshot = deps.latest_snapshot->current();
  if (!sent || schedule.is_state_due(self->clock().now()))
    send_state(snapshot);
  else
    send_changes(snapshot);
  dispatcher->tidy();
}

void fleet_reporter_state::answer(const fleet_query& query) {
  const auto now = self->clock().now();
  if (now - second_at >= std::chrono::seconds{1}) {
    second_at = now;
    taken = asked = 0;
  }
  if (++taken > max_taken_a_second)
    queries.reset(); // the next tick subscribes again
  if (query.kind == fleet_query::what::dictionary) {
    if (query.has_dictionary)
      schedule.note_hub_has_dictionary(now);
    else // another hub has taken over
      schedule.forget_hub();
    return;
  }
  const bool too_many = ++asked > max_queries_a_second || *under_way >= max_queries_at_once;
  if (query.kind == fleet_query::what::state) {
    if (!too_many)
      sent = nullptr; // the next tick sends the state
    return;
  }
  if (query.reply.empty())
    return;
  const auto refuse = [&](const http::response& why) {
    (void)fleet::send_answer(*deps.bus, query.reply, answer_of(why));
  };
  constexpr unsigned too_many_requests = 429;
  constexpr unsigned not_allowed = 405;
  // A refusal costs almost as much as an answer.
  if (asked > max_queries_a_second + max_refusals_a_second)
    return;
  if (too_many)
    return refuse(http::error_response(too_many_requests, "the hub asks too much"));
  if (query.kind != fleet_query::what::get)
    return refuse(http::error_response(not_allowed, "the hub may only GET"));
  if (query.target.starts_with(stream_route))
    return refuse(http::not_found());
  ++*under_way;
  const std::shared_ptr<const void> load{
      under_way.get(), [counted = under_way](const void*) { --*counted; }};
  query_reply_target reply_target{deps.bus, query.reply, load};
  http::request_head request;
  request.verb = http::method::get;
  request.keep_alive = true;
  request.accepts_gzip = query.gzip;
  request.target = query.target;
  const auto made =
      dispatcher->respond(request, false, std::chrono::steady_clock::now(), reply_target);
  if (!made.later)
    (void)fleet::send_answer(*deps.bus, query.reply, answer_of(made.what()));
}

fleet_reporter_actor::behavior_type fleet_reporter(
    fleet_reporter_actor::stateful_pointer<fleet_reporter_state> self, fleet_reporter_deps deps) {
  self->state.begin(std::move(deps));
  self->send(self, tick_atom_v);
  return {
      [self](const fleet_query& query) { self->state.answer(query); },
      [self](tick_atom) {
        self->state.tick();
        // Afterwards, as a tick may block while it connects.
        self->delayed_send(self, self->state.pause(), tick_atom_v);
      },
  };
}

} // namespace docker_monitor::actors
