#include "actors/fleet/host_document.hpp"

#include "http/message/json_object.hpp"
#include "http/message/json_text.hpp"
#include "model/container/snapshot_changes.hpp"

#include <algorithm>
#include <span>
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

/// Begins the document after `before` others of the same head.
void begin(json_object& o, const document_head& head, std::size_t before) {
  o.text("instance", head.instance);
  o.text("machine", head.machine);
  o.time("sentAt", head.sent_at);
  if (head.number > 0)
    o.integer("number", head.number + before);
}

void append_host(std::string& out, json_object& o, std::string_view host) {
  if (host.empty())
    return;
  o.key("host");
  out += host;
}

/// Takes at most `most` rows from the front.
std::span<const model::row_ptr>
take_front(std::span<const model::row_ptr>& rows, std::size_t most) {
  const auto taken = rows.first(std::min(most, rows.size()));
  rows = rows.subspan(taken.size());
  return taken;
}

void append_rows(
    std::string& out, json_object& o, std::string_view name, std::span<const model::row_ptr> rows,
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
  std::span<const model::row_ptr> rows = snapshot.rows();
  const auto parts =
      std::max<std::size_t>(1, (rows.size() + max_containers_of_part - 1) / max_containers_of_part);
  std::vector<std::string> documents;
  for (std::size_t part = 0; part < parts; ++part) {
    std::string text;
    json_object o{text};
    begin(o, head, documents.size());
    o.integer("part", part + 1);
    o.integer("parts", parts);
    append_host(text, o, host);
    append_rows(text, o, "containers", take_front(rows, max_containers_of_part), view);
    o.end();
    documents.push_back(std::move(text));
  }
  return documents;
}

std::vector<std::string> changes_documents(
    const document_head& head, std::string_view host, const model::snapshot& before,
    const model::snapshot& after, const http::container_view& view) {
  const auto changes = changes_between(before, after);
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
  std::vector<model::row_ptr> sampled;
  for (const auto& row : changes.sampled)
    if (!whole.contains(row->container->id))
      sampled.push_back(row);
  auto of_sample = view;
  of_sample.wanted = &sample_members();
  std::vector<std::string> documents;
  std::span<const model::row_ptr> changed_left{changed};
  std::span<const model::row_ptr> sampled_left{sampled};
  do {
    std::string text;
    json_object o{text};
    begin(o, head, documents.size());
    if (documents.empty())
      append_host(text, o, host);
    const auto changed_here = take_front(changed_left, max_containers_of_part);
    append_rows(text, o, "containers", changed_here, view);
    append_rows(
        text, o, "samples", take_front(sampled_left, max_containers_of_part - changed_here.size()),
        of_sample);
    if (documents.empty())
      o.texts("removed", removed);
    o.end();
    documents.push_back(std::move(text));
  } while (!changed_left.empty() || !sampled_left.empty());
  return documents;
}

} // namespace docker_monitor::actors
