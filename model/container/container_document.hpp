#pragma once

#include "model/container/container.hpp"

#include <nlohmann/json_fwd.hpp>

namespace docker_monitor::model {

/// Returns a container as in recordings and saved states: `{"id","name","image","status","imageId",
/// "labels","createdAt","startedAt","finishedAt","exitCode","oomKilled","health","restartCount",
/// "restartPolicy","stopSignal","restarts","oomKills"}`. The first four are always present; others
/// are left out if empty.
nlohmann::ordered_json container_to_json(const container& container);

/// Reads the form of `container_to_json`; id and name are required. Throws the library's
/// exceptions.
container container_from_json(const nlohmann::ordered_json& object);

} // namespace docker_monitor::model
