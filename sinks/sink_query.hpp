#pragma once

#include "sinks/sink_url.hpp"

#include <boost/url/url_view.hpp>

#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// What the query of a sink's URL says and is not yet part of the sink.
struct sink_query {
  std::string problem;                 ///< why the query is wrong; empty where it is not
  std::string rest;                    ///< of a webhook: what belongs to the receiver, encoded
  std::string url;                     ///< of a webhook: the receiver's, from a file
  std::optional<std::string> password; ///< from a file
  std::optional<std::string> token;    ///< from a file
  bool format_named = false;           ///< of a webhook
};

/// Puts what the query says into a sink whose kind is set already; reads the files it names.
sink_query
take_query(const boost::urls::url_view& url, sink_url& sink, const secret_reader& read_secret);

/// Whether a text may be the value of an HTTP header: printable ASCII, not empty.
bool is_header_value(std::string_view text);

} // namespace docker_monitor::sinks
