#include "model/history/hub_history.hpp"

#include "model/history/history_value.hpp"

#include <utility>

namespace docker_monitor::model {

namespace {

std::string identity_of_kind(std::string_view host, history_row_kind kind) {
  // A name has no slash, so neither form is that of another host.
  return std::string{kind == history_row_kind::containers ? "containers/" : "host/"}.append(host);
}

history_row usage_row_of(const host_usage& usage) {
  auto row = unknown_row();
  row[column_of(history_series::cpu)] = encode_value(usage.cpu_percent);
  row[column_of(history_series::memory)] = encode_value(usage.memory_working_set_bytes);
  row[column_of(history_series::memory_percent)] = encode_value(usage.memory_percent);
  return row;
}

void add(history_round& to, std::string identity, const history_row& row) {
  if (row != unknown_row())
    to.readings.push_back({std::move(identity), row});
}

} // namespace

std::string fleet_host_identity(std::string_view host, history_series series) {
  return identity_of_kind(host, row_kind_of(series));
}

void add_host(
    history_round& to, std::string_view host, const host_usage& usage,
    const container_counts& containers) {
  add(to, identity_of_kind(host, history_row_kind::usage), usage_row_of(usage));
  add(to, identity_of_kind(host, history_row_kind::containers), containers_row_of(containers));
}

} // namespace docker_monitor::model
