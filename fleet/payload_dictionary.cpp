#include "fleet/payload_dictionary.hpp"

#include <algorithm>

#include <zlib.h>

namespace docker_monitor::fleet {

namespace {

constexpr std::string_view dictionary_word = "dictionary ";

/// Documents with the names of all members and usual values, the more frequent ones later: a
/// reference to them is shorter.
constexpr std::string_view dictionary_text =
    R"("removed":["","host":{"name":"","engine":{"name":"Podman","name":"Docker","version":"2)"
    R"(","apiVersion":"1.4","connected":true,"lastEventAt":"20","lastContactAt":"20"},)"
    R"("cgroupVersion":2,"cores":,"memoryBytes":,"containers":{"running":,"paused":0,"exited":0},)"
    R"("disk":{"imagesBytes":,"volumesBytes":},"cpu":{"percent":,"hostPercent":,"stealPercent":0.0,)"
    R"("stealSeconds":0.0},"memory":{"percent":,"usedBytes":,"usageBytes":,"workingSetBytes":,)"
    R"("cacheBytes":,"swapBytes":0},"load":{"oneMinute":0.,"fiveMinutes":0.,"fifteenMinutes":0.},)"
    R"("bootedAt":"20","sampledAt":"20","version":"0.1.0","intervalSeconds":1.0,"startedAt":"20"},)"
    R"("containers":[{"name":"","id":"","image":"","imageId":"sha256:","status":"exited",)"
    R"("status":"running","health":"healthy","startedAt":"20","finishedAt":"20","exitCode":0,)"
    R"("oomKilled":false,"restartCount":0,"labels":{"com.docker.compose.project":",)"
    R"("com.docker.compose.service":","com.docker.compose.container-number":"1"},"service":{)"
    R"("project":"","name":"","number":1},"networkMode":"_default","size":{"rwBytes":0,)"
    R"("rootFsBytes":},"source":"engine","cpu":{"percent":0.0,"hostPercent":0.0,)"
    R"("limitPercent":100.0,"usageSeconds":,"userSeconds":,"systemSeconds":,"periods":,)"
    R"("throttledPeriods":0,"throttledSeconds":0.0,"events":{"high":0,"max":0},"interface":"eth1",)"
    R"("number":,"samples":[{"id":"","source":"cgroup","cpu":{"percent":0.,"hostPercent":0.,)"
    R"("usageSeconds":,"userSeconds":,"systemSeconds":,"pressure":{"waitingSeconds":0.,)"
    R"("stalledSeconds":0.0}},"memory":{"percent":,"usageBytes":,"workingSetBytes":,"rssBytes":,)"
    R"("cacheBytes":,"swapBytes":0,"limitBytes":,"oomKills":0,"events":{"high":0,"max":0},)"
    R"("pressure":{"waitingSeconds":0.0,"stalledSeconds":0.0},"sampledAt":"20"},"network":[{)"
    R"("interface":"eth0","rxBytes":,"rxPackets":,"rxErrors":0,"rxDropped":0,"rxBytesPerSecond":,)"
    R"("txBytes":,"txPackets":,"txErrors":0,"txDropped":0,"txBytesPerSecond":}],"blockIo":{)"
    R"("readBytes":,"writeBytes":,"readOps":,"writeOps":,"readBytesPerSecond":0.0,)"
    R"("writeBytesPerSecond":,"pressure":{"waitingSeconds":0.,"stalledSeconds":0.}},"pids":{)"
    R"("current":,"limit":},"sampledAt":"20"}]}{"instance":"","machine":"","sentAt":"20)";

} // namespace

std::string_view payload_dictionary() {
  return dictionary_text;
}

std::uint32_t payload_dictionary_id() {
  static const auto id = static_cast<std::uint32_t>(adler32(
      adler32(0, nullptr, 0), reinterpret_cast<const Bytef*>(dictionary_text.data()),
      static_cast<uInt>(dictionary_text.size())));
  return id;
}

std::string dictionary_message() {
  return std::string{dictionary_word} + std::to_string(payload_dictionary_id());
}

bool is_about_dictionaries(std::string_view message) {
  return message.starts_with(dictionary_word);
}

bool names_dictionary(std::string_view message) {
  if (!is_about_dictionaries(message))
    return false;
  const auto wanted = std::to_string(payload_dictionary_id());
  message.remove_prefix(dictionary_word.size());
  while (!message.empty()) {
    const auto id = message.substr(0, message.find(' '));
    if (id == wanted)
      return true;
    message.remove_prefix(std::min(id.size() + 1, message.size()));
  }
  return false;
}

} // namespace docker_monitor::fleet
