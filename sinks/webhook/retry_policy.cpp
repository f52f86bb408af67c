#include "sinks/webhook/retry_policy.hpp"

namespace docker_monitor::sinks {

using model::failure;
using model::failure_code;

answer_class classify_status(unsigned status) {
  if (status >= 200 && status < 300)
    return answer_class::delivered;
  if (status == 408 || status == 429 || (status >= 502 && status <= 504))
    return answer_class::later;
  return status >= 500 ? answer_class::error : answer_class::refused;
}

outcome retry_policy::evaluate(const std::string& id, const net::answer& answer) {
  const auto said = classify_status(answer.status);
  if (said == answer_class::delivered) {
    refusals_.erase(id);
    return std::nullopt;
  }
  if (said != answer_class::refused) {
    using namespace std::chrono;
    if (const auto pause = parse_retry_after(answer.field("Retry-After"), system_clock::now()))
      until_ = steady_clock::now() + *pause;
    return failure{failure_code::refused, describe(answer)};
  }
  if (++refusals_[id] < max_refusals)
    return failure{
        answer.status == 401 || answer.status == 403 ? failure_code::permission
                                                     : failure_code::refused,
        describe(answer)};
  refusals_.erase(id);
  return failure{
      failure_code::parked,
      describe(answer) + " (" + std::to_string(max_refusals) + " times; it is not sent again)"};
}

std::optional<std::chrono::seconds> retry_policy::pause() const {
  using namespace std::chrono;
  const auto left = ceil<seconds>(until_ - steady_clock::now());
  return left.count() > 0 ? std::optional{left} : std::nullopt;
}

} // namespace docker_monitor::sinks
