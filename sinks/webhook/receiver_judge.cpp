#include "sinks/webhook/receiver_judge.hpp"

namespace docker_monitor::sinks {

using model::failure;
using model::failure_code;

verdict judge_status(unsigned status) {
  if (status >= 200 && status < 300)
    return verdict::delivered;
  if (status == 408 || status == 429 || (status >= 502 && status <= 504))
    return verdict::later;
  return status >= 500 ? verdict::error : verdict::refused;
}

outcome receiver_judge::judge(const std::string& id, const net::answer& answer) {
  const auto said = judge_status(answer.status);
  if (said == verdict::delivered) {
    refusals_.erase(id);
    return std::nullopt;
  }
  if (said != verdict::refused) {
    using namespace std::chrono;
    if (const auto pause = parse_retry_after(answer.field("Retry-After"), system_clock::now()))
      until_ = steady_clock::now() + *pause;
    return failure{failure_code::refused, describe(answer)};
  }
  if (++refusals_[id] < most_refusals)
    return failure{
        answer.status == 401 || answer.status == 403 ? failure_code::permission
                                                     : failure_code::refused,
        describe(answer)};
  refusals_.erase(id);
  return failure{
      failure_code::parked,
      describe(answer) + " (" + std::to_string(most_refusals) + " times; it is not sent again)"};
}

std::optional<std::chrono::seconds> receiver_judge::pause() const {
  using namespace std::chrono;
  const auto left = ceil<seconds>(until_ - steady_clock::now());
  return left.count() > 0 ? std::optional{left} : std::nullopt;
}

} // namespace docker_monitor::sinks
