#include "actors/fleet/host_follower.hpp"

#include "fleet/payload.hpp"
#include "fleet/payload_dictionary.hpp"
#include "model/fleet/report_schedule.hpp"
#include "model/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

namespace {

using follower_pointer = host_follower_actor::stateful_pointer<host_follower_state>;

/// The minimum time between two requests for the whole state of a host of which nothing is known.
constexpr std::chrono::seconds state_pause{2};

/// The same where documents were lost. It is longer: a hub with more hosts than it can follow would
/// ask for more and more.
constexpr std::chrono::seconds gap_pause{30};

/// The minimum time between two messages about the dictionary.
constexpr std::chrono::seconds dictionary_pause{10};

/// Returns true for a saved state of the host. The key of an alarm ends with a space and the host.
bool is_about(const std::string& host, const std::string& key) {
  return key == host || key.ends_with(' ' + host);
}

/// Returns about how much memory the facts of a container take, in bytes.
std::size_t size_of(const model::container& c) {
  constexpr std::size_t own = 512;
  constexpr std::size_t own_of_label = 96;
  auto size = own + c.id.size() + c.name.size() + c.image.size() + c.image_id.size()
              + c.health.size() + c.network_mode.size() + c.command.size() + c.identity.size();
  for (const auto& [key, value] : c.labels)
    size += own_of_label + key.size() + value.size();
  return size;
}

} // namespace

model::host_presences::moment host_follower_state::now() const {
  return {deps.wall_clock(), self->clock().now()};
}

void host_follower_state::begin(host_follower_deps settings) {
  deps = std::move(settings);
  begun_at = self->clock().now();
  presences.emplace(now());
  for (const auto& state : std::exchange(deps.saved, {}))
    if (state.area == model::host_presences::area && is_about(deps.member.name, state.key))
      if (const auto taken = presences->restore(state, now()); !taken)
        spdlog::warn("cannot read what was saved of {}: {}", state.key, taken.error().message);
  presences->enter(deps.member.name, deps.member.revoked, now(), made);
  hand_over();
  publish();
}

void host_follower_state::take(const fleet_delivery& message) {
  switch (message.topic) {
  case model::fleet_topic::state:
  case model::fleet_topic::samples:
    take_document(message.payload);
    break;
  case model::fleet_topic::alarms:
    take_alarms(message);
    break;
  case model::fleet_topic::ask:
    break;
  }
}

/// A host trusts the word of the hub before this one for a while. If that had another dictionary,
/// the host does not know yet that this hub lacks it.
bool host_follower_state::is_excused(const std::string& payload) const {
  return fleet::has_unknown_dictionary(payload)
         && self->clock().now() - begun_at < model::report_schedule::word_valid;
}

void host_follower_state::take_document(const std::string& payload) {
  // One reader per thread, not per follower: it keeps memory for the largest document.
  thread_local fleet::message_reader reader;
  const auto document = fleet::inflate(payload);
  auto message = document ? reader.read(*document, {deps.member.name, deps.member.group})
                          : model::expected<fleet::host_message>{document.error()};
  if (!message) {
    if (!is_excused(payload))
      return refuse(message.error().message);
    spdlog::debug("host {}: it uses an unknown dictionary", deps.member.name);
    return request_state(); // a state has no dictionary, so the host learns which this hub has
  }
  if (presences->heard(deps.member.name, message->sign, now(), made)) {
    apply(*message);
    if (message->number && fleet::form_of(payload) == fleet::payload_form::plain)
      name_dictionary();
  }
  hand_over();
  publish();
}

void host_follower_state::apply(fleet::host_message& message) {
  note_number(message);
  containers_changed changes;
  samples_taken samples;
  const bool complete = note_part(message);
  for (auto& reported : message.containers) {
    auto known = containers.find(reported.id);
    if (reported.container
        && (known == containers.end() || *known->second != *reported.container)) {
      if (store(reported.container)) {
        changes.changed.push_back(reported.container);
        known = containers.find(reported.id);
      } // else a known one keeps its former facts
    }
    if (known == containers.end()) // only its sample is reported
      continue;
    if (message.whole)
      seen.insert(reported.id);
    if (reported.sample)
      samples.list.push_back({known->second, std::move(reported.sample), reported.sampled_at});
  }
  const auto forget = [&](const std::string& id) {
    const auto known = containers.find(id);
    if (known == containers.end())
      return;
    stored_bytes -= size_of(*known->second);
    containers.erase(known);
    changes.removed.push_back(deps.member.name + '/' + id);
  };
  for (const auto& id : message.removed)
    forget(id);
  if (complete) {
    std::vector<std::string> gone;
    for (const auto& [id, container] : containers)
      if (!seen.contains(id))
        gone.push_back(id);
    std::ranges::for_each(gone, forget);
    has_state = true;
    has_gap = false;
  }
  if (message.host) {
    host_text = std::move(message.host->text);
    cores = message.host->cores;
    usage = message.host->usage;
  }
  if (!changes.changed.empty() || !changes.removed.empty()) {
    count_containers();
    self->send(deps.facade, std::move(changes));
  }
  if (!samples.list.empty())
    self->send(deps.facade, std::move(samples));
  if ((!has_state || has_gap) && (!message.whole || message.part >= message.parts))
    request_state();
}

/// Stores the facts of a container. Returns false if there is no room for them.
bool host_follower_state::store(const model::container_ptr& container) {
  const auto known = containers.find(container->id);
  const bool is_new = known == containers.end();
  const auto bytes = stored_bytes - (is_new ? 0 : size_of(*known->second)) + size_of(*container);
  if ((is_new && containers.size() >= max_containers) || bytes > max_stored_bytes) {
    if (!std::exchange(full, true))
      spdlog::warn(
          "host {} reports more than {} containers or {} MiB of facts; the others are not shown",
          deps.member.name, max_containers, max_stored_bytes >> 20U);
    return false;
  }
  stored_bytes = bytes;
  containers.insert_or_assign(container->id, container);
  return true;
}

void host_follower_state::count_containers() {
  by_status = {};
  unhealthy = 0;
  for (const auto& [id, container] : containers) {
    ++by_status.at(static_cast<std::size_t>(container->status));
    if (container->health == "unhealthy" && model::is_up(container->status))
      ++unhealthy;
  }
}

/// A new instance, or a lost document, is a reason to ask for the whole state.
void host_follower_state::note_number(const fleet::host_message& message) {
  const bool is_new = std::exchange(instance, message.sign.instance) != message.sign.instance;
  const auto before = std::exchange(number, message.number);
  if (is_new)
    has_state = has_gap = false;
  else if (before && number && *number != *before + 1)
    has_gap = true;
}

/// Returns true if the message is the last part of a whole state of which no part was lost.
bool host_follower_state::note_part(const fleet::host_message& message) {
  if (!message.whole)
    return false;
  if (message.part == 1) {
    seen.clear();
    parts_seen = 0;
  }
  parts_seen = message.part == parts_seen + 1 ? message.part : 0;
  return parts_seen == message.parts;
}

void host_follower_state::request_state() {
  const auto at = self->clock().now();
  if (asked_at != decltype(asked_at){} && at - asked_at < (has_state ? gap_pause : state_pause))
    return;
  asked_at = at;
  // The host answers with the state itself. A lost request is repeated.
  (void)deps.bus->publish(fleet_subject(deps.member.name, model::fleet_topic::ask), "state");
}

/// Says that payloads with the dictionary are read. Hosts of older versions do not number their
/// documents and are not told; one that has another dictionary is told now and then.
void host_follower_state::name_dictionary() {
  const auto at = self->clock().now();
  if (dictionary_named_at && at - *dictionary_named_at < dictionary_pause)
    return;
  dictionary_named_at = at;
  (void)deps.bus->publish(
      fleet_subject(deps.member.name, model::fleet_topic::ask), fleet::dictionary_message());
}

/// Reads one alarm per line. Answers the host once they are on disk; until then it keeps them.
void host_follower_state::take_alarms(const fleet_delivery& message) {
  received_alarms received;
  std::string_view rest = message.payload;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto alarm = model::parse_alarm(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!alarm) {
      refuse("an alarm: " + alarm.error().message);
      return answer(message.reply, "refused: " + alarm.error().message);
    }
    alarm->host = deps.member.name; // overrides the text
    received.from_host.push_back(*std::move(alarm));
  }
  if (deps.member.revoked)
    return;
  received.committed = [bus = deps.bus, host = deps.member.name, reply = message.reply] {
    if (model::is_inbox_of(host, reply))
      (void)bus->publish(reply, "taken");
  };
  self->send(deps.router, std::move(received));
}

/// Names the host in an alarm, which is logged when it is made; each message would fill the log.
void host_follower_state::refuse(const std::string& why) {
  spdlog::debug("host {}: {}", deps.member.name, why);
  constexpr std::size_t max_reason = 300;
  presences->refused(deps.member.name, model::one_line(why.substr(0, max_reason)), now(), made);
  hand_over();
}

void host_follower_state::answer(const std::string& subject, const std::string& text) const {
  if (model::is_inbox_of(deps.member.name, subject))
    (void)deps.bus->publish(subject, text);
}

void host_follower_state::take(const fleet_tick& tick) {
  const auto before = presences->hosts();
  presences->set_connected(tick.connected, now());
  presences->tick(now(), made);
  hand_over();
  if (presences->hosts() != before)
    publish();
}

void host_follower_state::take(const fleet_member_changed& message) {
  deps.member = message.member;
  presences->enter(deps.member.name, deps.member.revoked, now(), made);
  hand_over();
  publish();
}

void host_follower_state::finish() {
  presences->remove(deps.member.name, now(), made);
  hand_over();
  containers_changed changes;
  for (const auto& [id, container] : containers)
    changes.removed.push_back(deps.member.name + '/' + id);
  if (!changes.removed.empty())
    self->send(deps.facade, std::move(changes));
  deps.latest_snapshot->remove(deps.member.name);
}

void host_follower_state::hand_over() {
  received_alarms outgoing;
  outgoing.about_host = std::exchange(made, {});
  outgoing.states = presences->take_unsaved();
  for (const auto& alarm : outgoing.about_host)
    spdlog::warn("{}: {}", alarm.host, alarm.reason.empty() ? describe(alarm) : alarm.reason);
  if (!outgoing.about_host.empty() || !outgoing.states.empty())
    self->send(deps.router, std::move(outgoing));
}

void host_follower_state::publish() const {
  auto shown = std::make_shared<http::fleet_host>();
  shown->name = deps.member.name;
  shown->group = deps.member.group;
  if (const auto found = presences->hosts().find(deps.member.name);
      found != presences->hosts().end())
    shown->presence = found->second;
  shown->containers = by_status;
  shown->unhealthy = unhealthy;
  shown->complete = has_state;
  shown->host = host_text;
  shown->cores = cores;
  shown->usage = usage;
  deps.latest_snapshot->publish(std::move(shown));
}

host_follower_actor::behavior_type host_follower(follower_pointer self, host_follower_deps deps) {
  self->state.begin(std::move(deps));
  return {
      [self](const fleet_delivery& message) { self->state.take(message); },
      [self](const fleet_tick& tick) { self->state.take(tick); },
      [self](const fleet_member_changed& message) { self->state.take(message); },
      [self](const fleet_refusal& message) { self->state.refuse(message.why); },
      [self](saved_lost) {
        self->state.presences->forget_saved();
        self->state.hand_over();
      },
      [self](end_atom) {
        self->state.finish();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

} // namespace docker_monitor::actors
