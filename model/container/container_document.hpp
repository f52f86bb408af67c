#pragma once

#include "model/container/container.hpp"

#include <nlohmann/json_fwd.hpp>

namespace docker_monitor::model {

/// A container as recordings and saved states have it: `{"id","name","image","status","imageId",
/// "labels","createdAt","startedAt","finishedAt","exitCode","oomKilled","health","restartCount",
/// "restartPolicy","stopSignal","restarts","oomKills"}`, what is empty left out but the first four.
nlohmann::ordered_json container_to_json(const container& container);

/// Reads what `container_to_json` wrote; id and name must be there. Throws what the library throws.
container container_from_json(const nlohmann::ordered_json& object);

} // namespace docker_monitor::model
