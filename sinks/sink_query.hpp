#pragma once

#include "sinks/sink_url.hpp"

#include <boost/url/url_view.hpp>

#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// Values of a sink URL's query that are not part of the sink yet.
struct sink_query {
  std::string problem;                 ///< why the query is invalid; empty if it is valid
  std::string rest;                    ///< of a webhook: parameters of the receiver, encoded
  std::string url;                     ///< of a webhook: the receiver's URL, from a file
  std::optional<std::string> password; ///< from a file
  std::optional<std::string> token;    ///< from a file
  bool format_named = false;           ///< of a webhook: the query has a format
};

/// Applies the query to a sink whose kind is already set. Reads the files that it names.
sink_query
take_query(const boost::urls::url_view& url, sink_url& sink, const secret_reader& read_secret);

} // namespace docker_monitor::sinks
