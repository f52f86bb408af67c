#pragma once

#include "model/container/snapshot.hpp"

#include <string>

namespace docker_monitor::http {

class exposition;

/// A running container with a value, each another one, for everything that metrics show.
model::row full_row(const std::string& name);

/// The host as `model::host_id` is watched.
model::row host_row();

/// The same row with another sample.
model::row with_sample(model::row row, model::sample sample);

/// A row as a snapshot takes it.
model::row_ptr share(model::row row);

/// What the texts of a page make together.
std::string text_of(const exposition& page);

} // namespace docker_monitor::http
