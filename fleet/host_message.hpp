#pragma once

#include "model/container/container.hpp"
#include "model/container/snapshot.hpp"
#include "model/failure.hpp"
#include "model/fleet/host_presences.hpp"
#include "model/history/hub_history.hpp"
#include "model/metric/sample.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::fleet {

/// The report of a host about one container.
struct host_container {
  std::string id;
  model::container_ptr container; ///< null where only the sample is reported
  model::sample_ptr sample;       ///< null where there is none
  model::engine_time sampled_at{};
};

/// The object of a host: its text, and the members that the hub uses.
struct reported_host {
  std::string text; ///< as the host wrote it
  std::optional<std::uint32_t> cores;
  model::host_usage usage;
};

/// A document of a host: `{"instance","machine","sentAt","number","part","parts","host",
/// "containers","samples","removed"}`. `host` and `containers` are objects of the API; those in
/// `samples` have only the members of a sample. With `parts` it is a part of the whole state, else
/// the changes since the previous document.
struct host_message {
  model::sign_of_life sign;
  std::optional<std::uint64_t> number; ///< counts the documents of the instance; or absent
  bool whole = false;
  unsigned part = 0;  ///< number of the part, from 1; 0 for changes
  unsigned parts = 0; ///< how many there are; 0 for changes
  std::optional<reported_host> host;
  std::vector<host_container> containers;
  std::vector<std::string> removed; ///< ids
};

/// The sender of documents.
struct message_origin {
  std::string host;
  std::string group; ///< may be empty
};

/// Reads documents one at a time and reuses its memory, except that of unusually long ones.
class message_reader {
 public:
  message_reader();
  ~message_reader();
  message_reader(const message_reader&) = delete;
  message_reader& operator=(const message_reader&) = delete;

  /// Reads a document of `origin`. Ignores unknown members. Fails with `malformed`.
  model::expected<host_message> read(const std::string& document, const message_origin& origin);

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace docker_monitor::fleet
