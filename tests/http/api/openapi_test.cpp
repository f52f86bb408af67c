#define CAF_SUITE http.openapi
#include "http/api/openapi.hpp"
#include "http/container/container_fields.hpp"
#include "http/message/entity_tag.hpp"
#include "model/history/history_series.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace docker_monitor::http::openapi_test {

using nlohmann::json;

namespace {

std::string_view field(const response& answer, std::string_view name) {
  for (const auto& each : answer.headers)
    if (each.name == name)
      return each.value;
  return {};
}

/// The paths of all members that a schema has, those of labels left out.
void collect(
    const json& schema, const json& all, const std::string& path, std::set<std::string>& into) {
  if (schema.contains("$ref"))
    return collect(
        all.at(json::json_pointer{schema["$ref"].get<std::string>().substr(1)}), all, path, into);
  if (schema.contains("items"))
    return collect(schema["items"], all, path, into);
  if (!schema.contains("properties")) {
    into.insert(path);
    return;
  }
  for (const auto& [name, inner] : schema["properties"].items())
    collect(inner, all, path.empty() ? name : path + '.' + name, into);
}

} // namespace

CAF_TEST(the text is that of the file) {
  std::ifstream file{DOCKER_MONITOR_FIXTURES "/../../http/api/openapi.json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  CAF_CHECK(!text.empty());
  CAF_CHECK(openapi_text == text);
  CAF_CHECK(json::parse(openapi_text).at("openapi").get<std::string>().starts_with("3.1."));
}

CAF_TEST(it is served in both forms) {
  const auto plain = ask(openapi, four_containers());
  CAF_CHECK(*plain.body == openapi_text);
  CAF_CHECK_EQUAL(plain.etag, entity_tag(openapi_text));
  CAF_CHECK_EQUAL(field(plain, "Vary"), "Accept-Encoding");
  CAF_CHECK_EQUAL(field(plain, "Content-Encoding"), "");
  const auto compressed = ask(openapi, four_containers(), {.accepts_gzip = true});
  CAF_CHECK(compressed.body->starts_with("\x1f\x8b"));
  CAF_CHECK(compressed.body->size() < plain.body->size() / 4);
  CAF_CHECK_EQUAL(compressed.etag, gzip_tag(plain.etag));
  CAF_CHECK_EQUAL(field(compressed, "Content-Encoding"), "gzip");
  CAF_CHECK(ask(openapi, four_containers(), {.accepts_gzip = true}).body == compressed.body);
}

CAF_TEST(a container has the members that can be asked for) {
  const auto document = json::parse(openapi_text);
  std::set<std::string> described;
  collect(document.at("components").at("schemas").at("ContainerMembers"), document, "", described);
  const auto fields = container_fields();
  for (const auto& each : fields)
    if (!described.contains(std::string{each}))
      CAF_ERROR("openapi.json does not describe " << each);
  for (const auto& each : described)
    if (std::ranges::find(fields, each) == fields.end())
      CAF_ERROR("there is no " << each);
}

CAF_TEST(a host has the metrics that can be asked for) {
  const auto document = json::parse(openapi_text);
  std::set<std::string> kept;
  for (std::size_t i = 0; i < model::all_history_series_count; ++i)
    if (const auto series = static_cast<model::history_series>(i);
        is_kept(series, model::history_owner::host)
        || is_kept(series, model::history_owner::fleet_host))
      kept.emplace(to_string(series));
  const auto described = document.at("components")
                             .at("parameters")
                             .at("HostMetric")
                             .at("schema")
                             .at("enum")
                             .get<std::set<std::string>>();
  CAF_CHECK_EQUAL(described, kept);
}

CAF_TEST(a configuration has the members that can be asked for) {
  const auto document = json::parse(openapi_text);
  std::set<std::string> described;
  collect(
      document.at("components").at("schemas").at("ConfigurationMembers"), document, "", described);
  const auto fields = configuration_fields();
  CAF_CHECK_EQUAL(described, std::set<std::string>(fields.begin(), fields.end()));
}

} // namespace docker_monitor::http::openapi_test
