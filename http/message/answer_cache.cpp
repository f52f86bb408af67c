#include "http/message/answer_cache.hpp"

#include <utility>

namespace docker_monitor::http {

ready_answer::ready_answer(response reply) : reply_(std::move(reply)) {
  append_head(head_, reply_, {});
  constexpr std::string_view field = "\r\nDate: ";
  date_at_ = head_.find(field) + field.size();
}

std::string_view ready_answer::head(std::string_view date) {
  head_.replace(date_at_, date_length_, date);
  date_length_ = date.size();
  return head_;
}

ready_answer& ready_answer::not_modified() {
  if (!not_modified_)
    not_modified_ = std::make_unique<ready_answer>(http::not_modified(reply_));
  return *not_modified_;
}

std::size_t ready_answer::bytes() const {
  constexpr std::size_t heads = 2; // of the answer and of its 304
  return heads * (sizeof *this + head_.capacity()) + reply_.body->capacity();
}

ready_answer* answer_cache::find(
    const model::snapshot_ptr& snapshot, std::string_view target, answer_form form,
    time_point now) {
  used_ = true;
  if (of_.owner_before(snapshot) || snapshot.owner_before(of_)) {
    clear();
    of_ = snapshot;
    return nullptr;
  }
  auto& answers = answers_[form.number()];
  const auto found = answers.find(target);
  if (found == answers.end() || now > found->second.reply().valid_until)
    return nullptr;
  return &found->second;
}

ready_answer& answer_cache::insert(std::string_view target, answer_form form, response reply) {
  ready_answer ready{std::move(reply)};
  const auto bytes = target.size() + ready.bytes();
  if (size() >= max_answers || bytes_ + bytes > max_bytes)
    clear();
  bytes_ += bytes;
  return answers_[form.number()]
      .insert_or_assign(std::string{target}, std::move(ready))
      .first->second;
}

std::size_t answer_cache::size() const {
  std::size_t sum = 0;
  for (const auto& answers : answers_)
    sum += answers.size();
  return sum;
}

void answer_cache::tidy() {
  if (!std::exchange(used_, false)) {
    clear();
    of_.reset();
  }
}

void answer_cache::clear() {
  for (auto& by_target : answers_)
    by_target.clear();
  bytes_ = 0;
}

} // namespace docker_monitor::http
