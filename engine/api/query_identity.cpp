#include "engine/api/query_identity.hpp"

#include <future>
#include <memory>
#include <utility>

namespace docker_monitor::engine {

std::optional<engine_identity>
query_identity(engine_client& client, std::chrono::milliseconds limit) {
  using answer = std::optional<engine_identity>;
  // The handler shares the promise, since it may be called after this function has returned.
  const auto promise = std::make_shared<std::promise<answer>>();
  auto future = promise->get_future();
  client.negotiate([promise](model::expected<engine_identity> result) {
    promise->set_value(result ? answer{*std::move(result)} : std::nullopt);
  });
  if (future.wait_for(limit) != std::future_status::ready)
    return std::nullopt;
  return future.get();
}

} // namespace docker_monitor::engine
