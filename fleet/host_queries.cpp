#include "fleet/host_queries.hpp"

#include "model/fleet/server_configuration.hpp"
#include "model/fleet/subject.hpp"
#include "model/whole_number.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace docker_monitor::fleet {

namespace {

using model::failure;
using model::failure_code;

constexpr std::size_t piece_bytes = model::max_fleet_payload / 2;
constexpr std::size_t max_pieces = 100; ///< less than `allow_responses` of the server

// The headers of an answer.
constexpr const char* status_header = "Status";
constexpr const char* type_header = "Content-Type";
constexpr const char* encoding_header = "Content-Encoding";
constexpr const char* piece_header = "Piece";
constexpr const char* pieces_header = "Pieces";

// The header of a query.
constexpr const char* accept_header = "Accept-Encoding";

/// Returns the number in a header; 0 if there is none.
unsigned number_in(std::string_view text) {
  return model::whole_number<unsigned>(text).value_or(0);
}

} // namespace

model::expected<bool> send_answer(bus& to, const std::string& reply, const host_answer& answer) {
  const auto pieces =
      std::max<std::size_t>(1, (answer.body.size() + piece_bytes - 1) / piece_bytes);
  if (pieces > max_pieces)
    return failure{failure_code::refused, "the answer is too large to be sent"};
  const std::string_view body = answer.body;
  for (std::size_t i = 0; i < pieces; ++i) {
    bus_headers headers{
        {status_header, std::to_string(answer.status)},
        {type_header, answer.content_type},
        {piece_header, std::to_string(i + 1)},
        {pieces_header, std::to_string(pieces)}};
    if (!answer.content_encoding.empty())
      headers.emplace_back(encoding_header, answer.content_encoding);
    if (auto sent = to.publish(reply, body.substr(i * piece_bytes, piece_bytes), {}, headers);
        !sent)
      return sent.error();
  }
  return true;
}

host_queries::host_queries(std::shared_ptr<bus> to) : bus_{std::move(to)} {
  std::random_device random;
  // Random, so that another hub with the same key does not receive our answers.
  inbox_ = std::string{model::hub_inbox} + '.' + std::to_string(random()) + '.';
}

void host_queries::subscribe() {
  constexpr std::size_t max_messages = 1024;
  constexpr std::size_t max_bytes = 64 << 20;
  auto made = bus_->subscribe(
      inbox_ + "*", [this](const bus_message& message) { take(message); }, max_messages, max_bytes);
  subscription_ = std::move(made);
}

void host_queries::ask(
    const std::string& host, const std::string& target, bool gzip, handler done,
    clock::time_point now) {
  std::string reply;
  {
    const std::scoped_lock lock{mutex_};
    if (waiting_.size() < max_waiting) {
      reply = inbox_ + std::to_string(++newest_);
      waiting_[reply] = query{done, now + timeout, {}, 0, 0};
    }
  }
  if (reply.empty())
    return done(failure{failure_code::refused, "too many queries wait for hosts"});
  const auto sent = bus_->publish(
      fleet_subject(host, model::fleet_topic::ask), "GET " + target, reply,
      gzip ? bus_headers{{accept_header, "gzip"}} : bus_headers{});
  if (sent)
    return;
  bool ours = false;
  {
    const std::scoped_lock lock{mutex_};
    ours = waiting_.erase(reply) > 0;
  }
  if (ours)
    done(sent.error());
}

void host_queries::take(const bus_message& message) {
  handler done;
  model::expected<host_answer> answer = host_answer{};
  {
    const std::scoped_lock lock{mutex_};
    const auto found = waiting_.find(message.subject);
    if (found == waiting_.end())
      return;
    auto& q = found->second;
    const auto piece = number_in(message.header(piece_header));
    const auto pieces = number_in(message.header(pieces_header));
    q.bytes += message.payload.size();
    const bool odd = piece < 1 || piece > pieces || pieces > max_pieces || q.bytes > max_answer
                     || (!q.pieces.empty() && q.pieces.size() != pieces);
    if (!odd) {
      q.pieces.resize(pieces);
      auto& place = q.pieces[piece - 1];
      if (place)
        return; // a duplicate
      place = message.payload;
      if (++q.arrived < pieces)
        return;
      host_answer whole;
      whole.status = number_in(message.header(status_header));
      whole.content_type = message.header(type_header);
      whole.content_encoding = message.header(encoding_header);
      for (const auto& part : q.pieces)
        whole.body += *part;
      answer = std::move(whole);
    } else {
      // The server itself answers so for a subject without a subscriber.
      const bool unsubscribed = message.payload.empty() && pieces == 0;
      answer = unsubscribed ? failure{failure_code::unreachable, "the host does not listen"}
                            : failure{failure_code::malformed, "the host's answer makes no sense"};
    }
    done = std::move(q.done);
    waiting_.erase(found);
  }
  done(std::move(answer));
}

void host_queries::expire(clock::time_point now) {
  std::vector<handler> late;
  {
    const std::scoped_lock lock{mutex_};
    for (auto i = waiting_.begin(); i != waiting_.end();) {
      if (i->second.deadline > now) {
        ++i;
        continue;
      }
      late.push_back(std::move(i->second.done));
      i = waiting_.erase(i);
    }
  }
  for (const auto& done : late)
    done(failure{failure_code::timeout, "the host did not answer in time"});
}

void host_queries::end() {
  subscription_.reset();
  std::unordered_map<std::string, query> left;
  {
    const std::scoped_lock lock{mutex_};
    left.swap(waiting_);
  }
  for (const auto& [subject, q] : left)
    q.done(failure{failure_code::cancelled, "the hub ends"});
}

} // namespace docker_monitor::fleet
