#define CAF_SUITE sinks.sink_url
#include "sinks/sink_url.hpp"

#include <caf/test/unit_test.hpp>

using namespace docker_monitor;
using namespace docker_monitor::sinks;

namespace {

sink_url good(std::string_view text) {
  auto url = parse_sink_url(text);
  if (!url)
    CAF_FAIL(url.error().message);
  return *url;
}

std::string problem(std::string_view text) {
  const auto url = parse_sink_url(text);
  if (url)
    return "none";
  CAF_CHECK(url.error().code == model::failure_code::bad_option);
  return url.error().message;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(the short log form is standard output) {
  const auto url = good("log:");
  CAF_CHECK(url.kind == sink_kind::log);
  CAF_CHECK(url.mode == sink_mode::events);
  CAF_CHECK_EQUAL(url.display_url, "log:");
  CAF_CHECK(good("log:?mode=events").kind == sink_kind::log);
  CAF_CHECK(contains(problem("log:/var/log/alarms"), "no address"));
}

CAF_TEST(what an amqp url leaves out is as the contract says) {
  const auto url = good("amqp://broker");
  CAF_CHECK(url.kind == sink_kind::amqp);
  CAF_CHECK_EQUAL(url.display_url, "amqp://broker:5672/");
  CAF_CHECK_EQUAL(url.amqp.host, "broker");
  CAF_CHECK_EQUAL(url.amqp.port, 5672);
  CAF_CHECK_EQUAL(url.amqp.user, "guest");
  CAF_CHECK_EQUAL(url.amqp.password, "guest");
  CAF_CHECK_EQUAL(url.amqp.vhost, "/");
  CAF_CHECK_EQUAL(url.amqp.exchange, "alarms.exchange");
  CAF_CHECK_EQUAL(url.amqp.key, "alarms");
  CAF_CHECK_EQUAL(url.amqp.queue, "alarms.queue");
  CAF_CHECK(url.amqp.profile == amqp_profile::standard);
}

CAF_TEST(every part of an amqp url is read and decoded) {
  const auto url = good("amqp://me%40home:p%2Fw%40@[::1]:5673/a%2Fb?exchange=e%201&key=k&queue=q"
                        "&profile=alarm-manager&mode=events");
  CAF_CHECK_EQUAL(url.amqp.user, "me@home");
  CAF_CHECK_EQUAL(url.amqp.password, "p/w@");
  CAF_CHECK_EQUAL(url.amqp.host, "::1");
  CAF_CHECK_EQUAL(url.amqp.port, 5673);
  CAF_CHECK_EQUAL(url.amqp.vhost, "a/b");
  CAF_CHECK_EQUAL(url.amqp.exchange, "e 1");
  CAF_CHECK_EQUAL(url.amqp.key, "k");
  CAF_CHECK_EQUAL(url.amqp.queue, "q");
  CAF_CHECK(url.amqp.profile == amqp_profile::alarm_manager);
  CAF_CHECK_EQUAL(url.display_url, "amqp://[::1]:5673/a%2Fb");
}

CAF_TEST(an empty path is the vhost slash) {
  CAF_CHECK_EQUAL(good("amqp://h").amqp.vhost, "/");
  CAF_CHECK_EQUAL(good("amqp://h/").amqp.vhost, "/");
  CAF_CHECK_EQUAL(good("amqp://h/%2F").amqp.vhost, "/");
  CAF_CHECK_EQUAL(good("amqp://h/prod").amqp.vhost, "prod");
}

CAF_TEST(a wrong url says what is wrong) {
  CAF_CHECK(contains(problem("carrier-pigeon://h"), "unknown kind of sink"));
  CAF_CHECK(contains(problem("amqp://h/?exhange=x"), "unknown query key \"exhange\""));
  CAF_CHECK(contains(problem("log:?queue=x"), "unknown query key \"queue\""));
  CAF_CHECK(contains(problem("amqp://h/?key=a&key=b"), "given twice"));
  CAF_CHECK(contains(problem("amqp://h/?queue="), "queue is empty"));
  CAF_CHECK(contains(problem("amqp://h/?queue=" + std::string(256, 'q')), "255"));
  CAF_CHECK(contains(problem("amqp://h/?profile=dojot"), "alarm-manager"));
  CAF_CHECK(contains(problem("amqp://h:65536/"), "port"));
  CAF_CHECK(contains(problem("amqp://h:0/"), "port"));
  CAF_CHECK(contains(problem("amqp:///vhost"), "names no host"));
  CAF_CHECK(contains(problem("amqp:h"), "names no host"));
  CAF_CHECK(contains(problem(""), "is not a URL"));
}

CAF_TEST(stories are a mode for later) {
  CAF_CHECK(contains(problem("amqp://h/?mode=stories"), "mode=stories is not available"));
  CAF_CHECK(contains(problem("log:?mode=stories"), "mode=stories is not available"));
  CAF_CHECK(contains(problem("log:?mode=poems"), "mode is \"poems\""));
}

CAF_TEST(no message and no display holds a password) {
  for (const char* url :
       {"amqp://u:s3cret@h/?x=1", "amqp://u:s3cret@h:port/", "amqp://u:s3cret", "amqp:u:s3cret",
        "amqp://u:s3c/s3cret@h/", "amqp://u:1/s3cret@h/", "amqp://u:1?s3cret@h/",
        "amqp://u:1#s3cret@h/", "amqp://u:s@s3cret:1@h/", "amqp://u:%zzs3cret@h",
        "http://u:s3cret@h/", "amqp://u:s3cret@h/#x", "u:s3cret@h"}) {
    const auto message = problem(url);
    CAF_CHECK_NOT_EQUAL(message, "none");
    CAF_CHECK(!contains(message, "s3cret"));
  }
  CAF_CHECK(!contains(good("amqp://u:s3cret@h/").display_url, "s3cret"));
}

CAF_TEST(the Python program variables name a sink of the alarm manager) {
  const auto url = rabbitmq_sink_url("rabbitmq", "5673", "u", "p@:/");
  CAF_REQUIRE(url.has_value());
  CAF_CHECK(url->kind == sink_kind::amqp);
  CAF_CHECK(url->amqp.profile == amqp_profile::alarm_manager);
  CAF_CHECK_EQUAL(url->amqp.host, "rabbitmq");
  CAF_CHECK_EQUAL(url->amqp.port, 5673);
  CAF_CHECK_EQUAL(url->amqp.user, "u");
  CAF_CHECK_EQUAL(url->amqp.password, "p@:/");
  CAF_CHECK_EQUAL(url->display_url, "amqp://rabbitmq:5673/");
  const auto defaults = rabbitmq_sink_url("rabbitmq", "", "", "");
  CAF_REQUIRE(defaults.has_value());
  CAF_CHECK_EQUAL(defaults->amqp.port, 5672);
  CAF_CHECK_EQUAL(defaults->amqp.user, "guest");
  CAF_CHECK(!rabbitmq_sink_url("", "", "", "").has_value());
  CAF_CHECK(!rabbitmq_sink_url("h", "amqp", "", "").has_value());
}
