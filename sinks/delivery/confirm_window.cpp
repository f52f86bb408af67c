#include "sinks/delivery/confirm_window.hpp"

namespace docker_monitor::sinks {

namespace {

/// Outcomes that are never taken belong to alarms that were superseded meanwhile. They are few, but
/// bounded.
constexpr std::size_t max_delivery_reports = 1024;

} // namespace

void confirm_window::published(const std::string& id) {
  settled_.erase(id);
  tags_.insert_or_assign(id, ++last_tag_);
  unconfirmed_.emplace(last_tag_, message{id, std::nullopt});
}

bool confirm_window::is_safe(const std::string& id) const {
  const auto found = settled_.find(id);
  return found != settled_.end() && !found->second;
}

void confirm_window::returned(const std::string& id, model::failure why) {
  if (const auto tag = tags_.find(id); tag != tags_.end())
    unconfirmed_.at(tag->second).problem = std::move(why);
}

void confirm_window::acked(std::uint64_t tag, bool multiple) {
  settle(tag, multiple, std::nullopt);
}

void confirm_window::nacked(std::uint64_t tag, bool multiple, const model::failure& why) {
  settle(tag, multiple, why);
}

std::optional<outcome> confirm_window::take(const std::string& id) {
  const auto found = settled_.find(id);
  if (found == settled_.end())
    return std::nullopt;
  std::optional<outcome> fate{std::move(found->second)};
  settled_.erase(found);
  return fate;
}

void confirm_window::forget_unconfirmed() {
  last_tag_ = 0;
  unconfirmed_.clear();
  tags_.clear();
}

void confirm_window::settle(std::uint64_t tag, bool multiple, const outcome& problem) {
  // Tag 0 with `multiple` means all messages.
  const auto end = tag == 0 ? unconfirmed_.end() : unconfirmed_.upper_bound(tag);
  auto i = multiple ? unconfirmed_.begin() : unconfirmed_.find(tag);
  while (i != unconfirmed_.end() && i != end) {
    settle(i->second, problem);
    i = unconfirmed_.erase(i);
    if (!multiple)
      return;
  }
}

void confirm_window::settle(const message& delivery_report, const outcome& problem) {
  tags_.erase(delivery_report.id);
  if (settled_.size() >= max_delivery_reports)
    settled_.clear();
  settled_.insert_or_assign(delivery_report.id, problem ? problem : delivery_report.problem);
}

} // namespace docker_monitor::sinks
