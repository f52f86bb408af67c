#include "actors/fleet/host_document.hpp"

#include "http/message/json_object.hpp"
#include "http/message/json_text.hpp"
#include "model/container/snapshot_changes.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace docker_monitor::actors {

namespace {

using http::json_object;

/// Returns the members of a sample, and the id of its container.
const http::member_selection& sample_members() {
  static const auto selection = [] {
    http::member_selection made;
    for (const std::string_view name :
         {"id", "source", "cpu", "memory", "network", "blockIo", "pids", "sampledAt"})
      made.add({&name, 1});
    return made;
  }();
  return selection;
}

void begin(json_object& o, const document_head& head) {
  o.text("instance", head.instance);
  o.text("machine", head.machine);
  o.time("sentAt", head.sent_at);
}

void append_host(std::string& out, json_object& o, std::string_view host) {
  if (host.empty())
    return;
  o.key("host");
  out += host;
}

template <class Rows>
void append_rows(
    std::string& out, json_object& o, std::string_view name, const Rows& rows,
    const http::container_view& view) {
  if (rows.empty())
    return;
  o.key(name);
  char separator = '[';
  for (const auto& row : rows) {
    out += std::exchange(separator, ',');
    append_container(out, *row, view);
  }
  out += ']';
}

} // namespace

std::vector<std::string> whole_documents(
    const document_head& head, std::string_view host, const model::snapshot& snapshot,
    const http::container_view& view) {
  const std::span<const model::row_ptr> rows = snapshot.rows();
  const auto parts =
      std::max<std::size_t>(1, (rows.size() + max_containers_of_part - 1) / max_containers_of_part);
  std::vector<std::string> documents;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto first = part * max_containers_of_part;
    std::string text;
    json_object o{text};
    begin(o, head);
    o.integer("part", part + 1);
    o.integer("parts", parts);
    append_host(text, o, host);
    append_rows(
        text, o, "containers",
        rows.subspan(first, std::min(max_containers_of_part, rows.size() - first)), view);
    o.end();
    documents.push_back(std::move(text));
  }
  return documents;
}

std::string changes_document(
    const document_head& head, std::string_view host, const model::snapshot& before,
    const model::snapshot& after, const http::container_view& view) {
  const auto changes = changes_between(before, after);
  std::string text;
  json_object o{text};
  begin(o, head);
  append_host(text, o, host);
  std::vector<model::row_ptr> changed;
  std::vector<std::string> removed;
  std::unordered_set<std::string_view> whole;
  for (const auto& change : changes.containers) {
    if (change.what == model::snapshot_changes::change::removed) {
      removed.push_back(change.row->container->id);
      continue;
    }
    changed.push_back(change.row);
    whole.insert(change.row->container->id);
  }
  append_rows(text, o, "containers", changed, view);
  std::vector<model::row_ptr> sampled;
  for (const auto& row : changes.sampled)
    if (!whole.contains(row->container->id))
      sampled.push_back(row);
  auto of_sample = view;
  of_sample.wanted = &sample_members();
  append_rows(text, o, "samples", sampled, of_sample);
  o.texts("removed", removed);
  o.end();
  return text;
}

} // namespace docker_monitor::actors
