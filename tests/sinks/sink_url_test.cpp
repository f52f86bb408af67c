#define CAF_SUITE sinks.sink_url
#include "sinks/webhook/push_address.hpp"
#include "tests/sinks/sink_urls.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdio>
#include <fstream>

namespace sink_url_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test::urls;

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
  CAF_CHECK_EQUAL(
      problem("hooks.slack.com/services/T/B/X"),
      "a sink begins with its kind, as in https://host/path or log:");
}

CAF_TEST(an empty query is no query and a fragment is refused) {
  for (const auto* url :
       {"https://hooks.slack.com/services/T/B/X?", "http://h?", "http://h/a?", "amqp://h/?",
        "log:?", "mqtt://h/t?", "alertmanager+http://h/?"})
    good(url);
  CAF_CHECK_EQUAL(good("http://h/a?").webhook.http.target, "/a");
  for (const auto* url :
       {"https://hooks.slack.com/services/T/B/X?#general", "http://h/a#b", "http://h/a?b#c",
        "http://h#", "webhook:?#", "webhook:#x", "log:#x", "log:?#", "amqp://h/?#", "mqtt://h/t#",
        "alertmanager+https://h/?#"})
    CAF_CHECK(contains(problem(url), "\"#\" must be written %23"));
  CAF_CHECK(contains(problem("webhook:?"), "names no file"));
}

CAF_TEST(programs get events and people get incidents where nothing else is asked for) {
  CAF_CHECK(good("log:").mode == sink_mode::events);
  CAF_CHECK(good("amqp://h/").mode == sink_mode::events);
  for (const char* url :
       {"http://h/", "alertmanager+http://h/", "mqtt://h/", "smtp://h/?to=o@x.org&from=m@x.org"})
    CAF_CHECK(good(url).mode == sink_mode::incidents);
  CAF_CHECK(good("log:?mode=incidents").mode == sink_mode::incidents);
  CAF_CHECK(good("https://h/?mode=events").mode == sink_mode::events);
  CAF_CHECK(contains(problem("log:?mode=poems"), "mode is \"poems\""));
}

CAF_TEST(log lines and heartbeats are for who asks) {
  CAF_CHECK(!good("log:").logs);
  CAF_CHECK(good("log:?logs=true").logs);
  CAF_CHECK(good("https://h/?logs=true").logs);
  CAF_CHECK(contains(problem("log:?logs=yes"), "true or false"));
  CAF_CHECK_EQUAL(good("mqtt://h/").heartbeat.count(), 0);
  CAF_CHECK_EQUAL(good("mqtt://h/?heartbeat=5m").heartbeat.count(), 300'000);
  CAF_CHECK(contains(problem("mqtt://h/?heartbeat=5"), "heartbeat is"));
  CAF_CHECK(contains(problem("mqtt://h/?heartbeat=1ms"), "heartbeat is"));
}

CAF_TEST(a webhook keeps the keys that are not ours) {
  const auto url = good("https://h:8443/a%20b?x=%26&mode=events&y&format=json&x=2");
  CAF_CHECK(url.kind == sink_kind::webhook);
  CAF_CHECK(url.webhook.http.tls);
  CAF_CHECK_EQUAL(url.webhook.http.host, "h");
  CAF_CHECK_EQUAL(url.webhook.http.port, 8443);
  CAF_CHECK_EQUAL(url.webhook.http.target, "/a%20b?x=%26&y&x=2");
  CAF_CHECK_EQUAL(url.display_url, "https://h:8443/a%20b?…");
  CAF_CHECK_EQUAL(good("http://h").webhook.http.target, "/");
  CAF_CHECK_EQUAL(good("http://h").webhook.http.port, 80);
  CAF_CHECK_EQUAL(good("http://[::1]:8080/x").display_url, "http://[::1]:8080/x");
  CAF_CHECK(contains(problem("http://h/?mode=events&mode=events"), "given twice"));
  CAF_CHECK(contains(problem("http://h/?format=xml"), "slack"));
  CAF_CHECK(contains(problem("http://h:99999/"), "port"));
  CAF_CHECK(contains(problem("http:///x"), "names no host"));
}

CAF_TEST(the receivers of chats are known by their hosts) {
  const auto slack = good("https://hooks.slack.com/services/T1/B2/s3cret");
  CAF_CHECK(slack.webhook.format == webhook_format::slack);
  CAF_CHECK_EQUAL(slack.display_url, "https://hooks.slack.com/services/…");
  CAF_CHECK_EQUAL(slack.webhook.http.target, "/services/T1/B2/s3cret");
  CAF_CHECK(
      good("https://discord.com/api/webhooks/1/s3cret").webhook.format == webhook_format::discord);
  CAF_CHECK(
      good("https://prod-1.westeurope.logic.azure.com:443/workflows/a?sig=s3cret").webhook.format
      == webhook_format::teams);
  CAF_CHECK(
      good("https://hooks.slack.com/a/s3cret?format=json").webhook.format == webhook_format::json);
  const auto own = good("https://chat.example/hooks/s3cret?format=slack");
  CAF_CHECK_EQUAL(own.display_url, "https://chat.example/hooks/…");
  const auto other = good("https://hooks.slack.com/services/T1/B3/other");
  CAF_CHECK_NOT_EQUAL(slack.key, other.key);
  CAF_CHECK(!contains(slack.key, "s3cret"));
}

CAF_TEST(secrets come from files) {
  const auto url = good("https://h/?secret-file=/s&token-file=/t&header=X-A:b%20c&header=X-D:%20e");
  CAF_CHECK_EQUAL(url.webhook.signing_key, "content of /s");
  CAF_CHECK_EQUAL(url.webhook.http.authorization, "Bearer content of /t");
  CAF_REQUIRE_EQUAL(url.webhook.http.headers.size(), 2u);
  CAF_CHECK_EQUAL(url.webhook.http.headers[0].second, "b c");
  CAF_CHECK_EQUAL(url.webhook.http.headers[1].second, "e");
  CAF_CHECK_EQUAL(good("amqp://u@h/?password-file=/p").amqp.password, "content of /p");
  CAF_CHECK_EQUAL(good("mqtt://u@h/?password-file=/p").mqtt.password, "content of /p");
  CAF_CHECK_EQUAL(good("amqp://h/").key, good("amqp://u:new@h/").key);
  CAF_CHECK(contains(problem("https://h/?secret-file=/none"), "/none: it is not there"));
  CAF_CHECK(contains(problem("https://u:p@h/?token-file=/t"), "leave one out"));
  CAF_CHECK(contains(problem("amqp://u:p@h/?password-file=/p"), "leave one out"));
  CAF_CHECK(contains(problem("https://h/?header=X-A%0d%0aX:b"), "Name:value"));
  CAF_CHECK(contains(problem("https://h/?header=X-A:b%0d%0aX:c"), "Name:value"));
  CAF_CHECK(contains(problem("https://h/?header=Host:b"), "can't be set"));
}

CAF_TEST(a webhook may be a secret as a whole) {
  const auto url = good("webhook:?url-file=/url&format=slack&mode=events");
  CAF_CHECK(url.kind == sink_kind::webhook);
  CAF_CHECK(url.mode == sink_mode::events);
  CAF_CHECK_EQUAL(url.webhook.http.host, "chat");
  CAF_CHECK_EQUAL(url.webhook.http.target, "/hooks/s3cret?mode=theirs");
  CAF_CHECK_EQUAL(url.display_url, "https://chat/hooks/…?…");
  CAF_CHECK(contains(problem("webhook:?url-file=/none"), "/none"));
  CAF_CHECK(contains(problem("webhook:?url-file=/s"), "holds no URL"));
  CAF_CHECK(contains(problem("webhook:?format=slack"), "names no file"));
  CAF_CHECK(contains(problem("webhook://h/?url-file=/url"), "from a file"));
  CAF_CHECK(contains(problem("https://h/?url-file=/url"), "another"));
  CAF_CHECK(contains(problem("webhook:?url-file=/url&x=1"), "unknown query key \"x\""));
}

CAF_TEST(a file with a secret is read without its line end) {
  const std::string path = "sink_url_test.secret";
  CAF_CHECK(contains(read_secret_file(path).error().message, path));
  std::ofstream{path} << "s3cret\r\n";
  CAF_CHECK(read_secret_file(path).value() == "s3cret");
  std::ofstream{path} << "\n";
  CAF_CHECK(contains(read_secret_file(path).error().message, "empty"));
  std::ofstream{path} << std::string(70'000, 'x');
  CAF_CHECK(contains(read_secret_file(path).error().message, "64 kB"));
  std::remove(path.c_str());
  CAF_CHECK(!read_secret_file(".").has_value());
}

CAF_TEST(an alertmanager url keeps the prefix of its path) {
  const auto url = good("alertmanager+http://am/prefix/?instance=north&token-file=/t");
  CAF_CHECK(url.kind == sink_kind::alertmanager);
  CAF_CHECK_EQUAL(url.alertmanager.http.port, 9093);
  CAF_CHECK_EQUAL(url.alertmanager.http.target, "/prefix");
  CAF_CHECK_EQUAL(url.alertmanager.instance, "north");
  CAF_CHECK_EQUAL(url.alertmanager.http.authorization, "Bearer content of /t");
  CAF_CHECK_EQUAL(url.display_url, "alertmanager+http://am:9093/prefix");
  CAF_CHECK_EQUAL(good("alertmanager+https://am/").alertmanager.http.port, 443);
  CAF_CHECK_EQUAL(good("alertmanager+https://am/").display_url, "alertmanager+https://am:443/");
  CAF_CHECK(contains(problem("alertmanager+http://am/?x=1"), "token-file, instance, heartbeat"));
}

CAF_TEST(an mqtt url names broker and topic) {
  const auto url = good("mqtt://u:p%40@broker/house/alarms");
  CAF_CHECK(url.kind == sink_kind::mqtt);
  CAF_CHECK_EQUAL(url.mqtt.host, "broker");
  CAF_CHECK_EQUAL(url.mqtt.port, 1883);
  CAF_CHECK_EQUAL(url.mqtt.user, "u");
  CAF_CHECK_EQUAL(url.mqtt.password, "p@");
  CAF_CHECK_EQUAL(url.mqtt.topic, "house/alarms");
  CAF_CHECK_EQUAL(url.display_url, "mqtt://broker:1883/house/alarms");
  CAF_CHECK_EQUAL(good("mqtts://broker").mqtt.port, 8883);
  CAF_CHECK(good("mqtts://broker").mqtt.tls);
  CAF_CHECK_EQUAL(good("mqtt://broker/").mqtt.topic, "docker-monitor/alarms");
  CAF_CHECK(contains(problem("mqtt://broker/a/%23"), "topic"));
  CAF_CHECK(contains(problem("mqtt://broker/a/"), "topic"));
}

CAF_TEST(no message and no display holds a password) {
  for (const char* url :
       {"amqp://u:s3cret@h/?x=1",
        "amqp://u:s3cret@h:port/",
        "amqp://u:s3cret",
        "amqp:u:s3cret",
        "amqp://u:s3c/s3cret@h/",
        "amqp://u:1/s3cret@h/",
        "amqp://u:1?s3cret@h/",
        "amqp://u:1#s3cret@h/",
        "amqp://u:s@s3cret:1@h/",
        "amqp://u:%zzs3cret@h",
        "ftp://u:s3cret@h/",
        "amqp://u:s3cret@h/#x",
        "u:s3cret@h",
        "http://u:s3cret@h/?mode=x",
        "https://hooks.slack.com/services/s3cret?mode=x",
        "https://h/a/s3cret?sig=s3cret&mode=x",
        "alertmanager+http://u:s3cret@h/?x=1",
        "mqtt://u:s3cret@h/%23",
        "smtp://u:s3cret@h/?to=o@x.org",
        "smtp://u:1?s3cret@h/?to=o@x.org&from=m@x.org",
        "smtp://u:1/s3cret@h/?to=o@x.org&from=m@x.org",
        "smtp://u:s3cret?to=o@x.org&from=m@x.org",
        "smtp://u:s3cret@h/?x=1",
        "webhook:?url-file=/url&mode=x"}) {
    const auto message = problem(url);
    CAF_CHECK_NOT_EQUAL(message, "none");
    CAF_CHECK(!contains(message, "s3cret"));
  }
  for (const char* url :
       {"amqp://u:s3cret@h/", "http://u:s3cret@h/?sig=s3cret", "mqtt://u:s3cret@h/",
        "smtp://u:s3cret@h/?to=o@x.org&from=m@x.org", "https://discord.com/api/webhooks/1/s3cret",
        "webhook:?url-file=/url"}) {
    const auto shown = good(url);
    CAF_CHECK(!contains(shown.display_url, "s3cret"));
    CAF_CHECK(!contains(shown.key, "s3cret"));
  }
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

CAF_TEST(how long a receiver may take is set for each sink) {
  for (const std::string url :
       {"http://r/hook", "alertmanager+http://r", "amqp://r", "mqtt://r/t"}) {
    CAF_CHECK(parse_sink_url(url)->timeout == std::chrono::seconds{30});
    const auto set = parse_sink_url(url + "?timeout=90s");
    CAF_REQUIRE(set.has_value());
    CAF_CHECK(set->timeout == std::chrono::seconds{90});
    for (const std::string wrong : {"", "0s", "6m", "soon"})
      CAF_CHECK(!parse_sink_url(url + "?timeout=" + wrong));
  }
  CAF_CHECK(
      good("alertmanager+http://r?timeout=7s").alertmanager.timeout == std::chrono::seconds{7});
  CAF_CHECK(!parse_sink_url("log:?timeout=5s"));
  CAF_CHECK_EQUAL(good("http://r/hook?timeout=5s&key=1").webhook.http.target, "/hook?key=1");
  // A sink with another timeout is the same sink.
  CAF_CHECK_EQUAL(good("http://r/?timeout=5s").key, good("http://r/").key);
}

CAF_TEST(receivers of short texts are known by their hosts or named) {
  const auto ntfy = good("https://ntfy.sh/my-topic?token-file=/t");
  CAF_CHECK(ntfy.webhook.format == webhook_format::ntfy);
  CAF_CHECK_EQUAL(ntfy.webhook.recipient, "my-topic");
  CAF_CHECK_EQUAL(ntfy.webhook.http.target, "/");
  CAF_CHECK_EQUAL(ntfy.display_url, "https://ntfy.sh/…");
  CAF_CHECK_EQUAL(ntfy.webhook.http.authorization, "Bearer content of /t");
  CAF_CHECK_EQUAL(good("http://home/push/alarms/?format=ntfy").webhook.http.target, "/push/");
  CAF_CHECK(good("https://home/?format=gotify&token-file=/t").webhook.http.authorization.empty());
  const auto gotify = good("https://home/gotify/?format=gotify&token-file=/t").webhook.http;
  CAF_CHECK_EQUAL(gotify.target, "/gotify/message");
  CAF_REQUIRE_EQUAL(gotify.headers.size(), 1u);
  CAF_CHECK_EQUAL(gotify.headers[0].first, "X-Gotify-Key");
  CAF_CHECK_EQUAL(gotify.headers[0].second, "content of /t");
  const auto pagerduty = good("https://events.pagerduty.com?token-file=/t").webhook;
  CAF_CHECK(pagerduty.format == webhook_format::pagerduty);
  CAF_CHECK_EQUAL(pagerduty.http.target, "/v2/enqueue");
  CAF_CHECK_EQUAL(pagerduty.token, "content of /t");
  CAF_CHECK(pagerduty.http.authorization.empty());
  const auto pushover = good("https://api.pushover.net/1/messages.json?user=u%2D1&token-file=/t");
  CAF_CHECK(pushover.webhook.format == webhook_format::pushover);
  CAF_CHECK_EQUAL(pushover.webhook.recipient, "u-1");
  CAF_CHECK_EQUAL(pushover.webhook.http.target, "/1/messages.json");
  const auto apprise = good("http://home:8000/notify/key?format=apprise&tag=admin").webhook;
  CAF_CHECK_EQUAL(apprise.http.target, "/notify/key?tag=admin");
}

CAF_TEST(a bot of telegram has its token in the path and nowhere else) {
  const auto secret_of_bot = [](const std::string&) {
    return model::expected<std::string>{"123:A-b_c"};
  };
  const auto url = parse_sink_url(
      "https://api.telegram.org/?chat_id=%40home&disable_notification=true&token-file=/t",
      secret_of_bot);
  CAF_REQUIRE(url);
  CAF_CHECK(url->webhook.format == webhook_format::telegram);
  CAF_CHECK_EQUAL(url->webhook.recipient, "@home");
  CAF_CHECK_EQUAL(
      with_secret_path(url->webhook).target, "/bot123:A-b_c/sendMessage?disable_notification=true");
  CAF_CHECK(!contains(url->display_url + url->key, "123"));
  CAF_CHECK(!contains(url->display_url, "home"));
  const auto other = parse_sink_url(
      "https://api.telegram.org/?chat_id=1&disable_notification=true&token-file=/t", secret_of_bot);
  CAF_REQUIRE(other);
  CAF_CHECK(other->key != url->key);
}

CAF_TEST(a receiver of short texts without its parts says which) {
  CAF_CHECK(contains(problem("https://ntfy.sh/"), "names no topic"));
  CAF_CHECK(contains(problem("https://ntfy.sh/a%20b"), "names no topic"));
  CAF_CHECK(contains(problem("https://api.telegram.org/?token-file=/t"), "names no chat"));
  CAF_CHECK(contains(problem("https://api.telegram.org/?chat_id=1"), "names no file"));
  CAF_CHECK(contains(
      problem("https://api.telegram.org/?chat_id=1&token-file=/t"),
      "holds no token of a Telegram"));
  CAF_CHECK(contains(problem("https://home/?format=gotify"), "names no file"));
  CAF_CHECK(contains(problem("https://events.pagerduty.com/"), "names no file"));
  CAF_CHECK(contains(problem("https://api.pushover.net/?token-file=/t"), "names no user"));
  CAF_CHECK(contains(problem("https://api.pushover.net/?user=u"), "names no file"));
  CAF_CHECK(contains(problem("http://home/?format=apprise"), "names no key"));
  CAF_CHECK(contains(problem("http://home/?format=irc"), "gotify, pagerduty, pushover or apprise"));
}

} // namespace sink_url_test
