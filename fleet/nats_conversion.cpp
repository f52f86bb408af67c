#include "fleet/nats_conversion.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string_view>

namespace docker_monitor::fleet {

using model::failure_code;

model::failure failure_of(natsStatus status) {
  switch (status) {
  case NATS_TIMEOUT:
    return {failure_code::timeout, "no answer in time"};
  case NATS_NO_RESPONDERS:
    return {failure_code::unreachable, "the hub does not listen"};
  case NATS_NOT_PERMITTED:
  case NATS_CONNECTION_AUTH_FAILED:
    return {failure_code::permission, natsStatus_GetText(status)};
  default:
    return {failure_code::disconnected, natsStatus_GetText(status)};
  }
}

std::string reason_of(natsStatus status) {
  if (status == NATS_NO_SERVER)
    return "no server answers";
  natsStatus last = NATS_OK;
  const char* words = nats_GetLastError(&last);
  std::string_view reason = words ? words : "";
  if (const auto end = reason.find("): "); reason.starts_with('(') && end != reason.npos)
    reason.remove_prefix(end + 3);
  return std::string{reason.empty() ? natsStatus_GetText(status) : reason};
}

bus_message copy_of(natsMsg* m) {
  bus_message made;
  made.subject = natsMsg_GetSubject(m);
  if (const auto* reply = natsMsg_GetReply(m))
    made.reply = reply;
  made.payload.assign(
      natsMsg_GetData(m), static_cast<std::size_t>(std::max(natsMsg_GetDataLength(m), 0)));
  const char** keys = nullptr;
  int count = 0;
  if (natsMsgHeader_Keys(m, &keys, &count) != NATS_OK)
    return made;
  for (int i = 0; i < count; ++i) {
    const char* value = nullptr;
    if (natsMsgHeader_Get(m, keys[i], &value) == NATS_OK && value)
      made.headers.emplace_back(keys[i], value);
  }
  std::free(static_cast<void*>(keys));
  return made;
}

} // namespace docker_monitor::fleet
