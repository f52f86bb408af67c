#define CAF_SUITE sinks.choose_sinks
#include "sinks/choose_sinks.hpp"

#include <caf/test/unit_test.hpp>

#include <map>

namespace docker_monitor::sinks::choose_sinks_test {

namespace {

struct fixture {
  /// What is shown of those that are chosen, or the failure.
  std::string chosen(const std::vector<std::string>& urls) const {
    const auto sinks = choose_sinks(urls, [this](std::string_view name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional{found->second};
    });
    if (!sinks)
      return sinks.error().message;
    std::string all;
    for (const auto& sink : *sinks)
      all += sink.display_url + ' ';
    return all;
  }

  std::map<std::string, std::string, std::less<>> variables;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(choose_sinks_tests, fixture)

CAF_TEST(alarms go to the log where nothing is said) {
  CAF_CHECK_EQUAL(chosen({}), "log: ");
  CAF_CHECK(chosen({"https://a.example/x"}).find("log:") == std::string::npos);
}

CAF_TEST(a sink that is there twice is a mistake) {
  CAF_CHECK(chosen({"log:", "log:"}).find("twice") != std::string::npos);
  CAF_CHECK(chosen({"log:", "pigeon:"}).find("pigeon") != std::string::npos);
}

CAF_TEST(the variables of the python program add a broker once) {
  variables = {
      {"RABBITMQ_HOST", "broker"}, {"RABBITMQ_USER", "me"}, {"RABBITMQ_PASSWORD", "secret"}};
  CAF_CHECK(chosen({}).find("broker") != std::string::npos);
  CAF_CHECK(chosen({}).find("log:") == std::string::npos);
  CAF_CHECK(chosen({}).find("secret") == std::string::npos);
  const auto both = chosen({"log:"});
  CAF_CHECK(both.starts_with("log: amqp://"));
  variables["RABBITMQ_PORT"] = "many";
  CAF_CHECK(chosen({}).find("RABBITMQ_PORT") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::sinks::choose_sinks_test
