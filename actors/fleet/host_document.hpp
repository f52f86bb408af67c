#pragma once

#include "http/container/container_json.hpp"
#include "model/container/snapshot.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::actors {

/// The first members of each document of a host.
struct document_head {
  std::string instance; ///< differs between runs of the program
  std::string machine;  ///< the machine's own name
  model::engine_time sent_at{};
  /// Of the first document made with it, which the following ones continue; 0: not numbered. The
  /// hub notices by gaps that a document was lost.
  std::uint64_t number = 0;
};

/// The maximum of containers in one document, so that it fits into a message.
inline constexpr std::size_t max_containers_of_part = 500;

/// Returns the whole state, in parts; see `fleet::host_message`. `host` is the host object.
std::vector<std::string> whole_documents(
    const document_head& head, std::string_view host, const model::snapshot& snapshot,
    const http::container_view& view);

/// Returns the changes from `before` to `after`, and `host` if it is not empty, in one document or
/// more. A container of which only the sample changed has only the members of a sample.
std::vector<std::string> changes_documents(
    const document_head& head, std::string_view host, const model::snapshot& before,
    const model::snapshot& after, const http::container_view& view);

} // namespace docker_monitor::actors
