// Addresses in the URLs of sinks: spellings, odd bytes, and what of them is shown.
#define CAF_SUITE sinks.sink_address
#include "tests/sinks/sink_urls.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace sink_address_test {

using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test::urls;

CAF_TEST(a receiver is known in each spelling of its address) {
  const auto format_of = [](const std::string& url) {
    const auto read = good(url);
    CAF_CHECK(!contains(read.display_url, "s3cret"));
    CAF_CHECK(!contains(read.key, "s3cret"));
    CAF_CHECK(contains(read.display_url, "/…"));
    CAF_CHECK(contains(read.webhook.http.target, "s3cret"));
    return read.webhook.format;
  };
  for (const auto* url :
       {"https://Hooks.Slack.com/services/T00/B00/s3cret",
        "https://hooks.slack.com./services/T00/B00/s3cret",
        "HTTPS://HOOKS.SLACK.COM:443/services/T00/B00/s3cret",
        "https://hooks.slack-gov.com/services/T00/B00/s3cret"})
    CAF_CHECK(format_of(url) == webhook_format::slack);
  for (const auto* url :
       {"https://discord.COM/api/webhooks/1/s3cret",
        "https://discord.com/api/v10/webhooks/1/s3cret",
        "https://ptb.discord.com/api/webhooks/1/s3cret",
        "https://canary.discord.com/api/v9/webhooks/1/s3cret",
        "https://discordapp.com./api/%77ebhooks/1/s3cret"})
    CAF_CHECK(format_of(url) == webhook_format::discord);
  for (const auto* url :
       {"https://Example.Webhook.Office.com/webhookb2/s3cret",
        "https://outlook.office.com/webhook/s3cret", "https://a.Logic.Azure.com./workflows/s3cret"})
    CAF_CHECK(format_of(url) == webhook_format::teams);
  for (const auto* url :
       {"https://evildiscord.com/api/webhooks/1/s3cret",
        "https://discord.com/api/vx/webhooks/s3cret", "https://discord.com/api/v/webhooks/s3cret",
        "https://discord.com.evil/api/webhooks/s3cret",
        "https://hooks.slack.com.evil/services/T/B/s3cret",
        "https://chat.googleapis.com/v1/spaces/s3cret/messages"})
    CAF_CHECK(format_of(url) == webhook_format::json);
  CAF_CHECK(good("https://NTFY.sh./topic").webhook.format == webhook_format::ntfy);
  CAF_CHECK(!contains(good("https://ntfy.sh/s3cret?format=json").display_url, "s3cret"));
  CAF_CHECK(
      good("https://Events.PagerDuty.com/?token-file=/t").webhook.format
      == webhook_format::pagerduty);
  CAF_CHECK(
      good("https://API.pushover.net/?user=u&token-file=/t").webhook.format
      == webhook_format::pushover);
  CAF_CHECK(contains(problem("https://Api.Telegram.ORG/?token-file=/t"), "names no chat"));
}

CAF_TEST(of a path only a short first segment is shown) {
  const auto one = good("https://mattermost.example/hooks/s3cret");
  CAF_CHECK_EQUAL(one.display_url, "https://mattermost.example/hooks/…");
  CAF_CHECK_NOT_EQUAL(one.key, good("https://mattermost.example/hooks/other").key);
  CAF_CHECK_EQUAL(
      good("https://webhook.site/0c0f8f7e-1b1f-4a39-9d0e-s3cret").display_url,
      "https://webhook.site/…");
  CAF_CHECK_EQUAL(good("https://h/hook").display_url, "https://h/hook");
  CAF_CHECK_EQUAL(
      good("https://gotify.example/gate/s3cret/?format=gotify&token-file=/t").display_url,
      "https://gotify.example/gate/…");
  CAF_CHECK_EQUAL(
      good("http://apprise:8000/notify/s3cret?format=apprise").display_url,
      "http://apprise:8000/notify/…");
  const auto manager = good("alertmanager+http://am/tenant/s3cret");
  CAF_CHECK_EQUAL(manager.display_url, "alertmanager+http://am:9093/tenant/…");
  CAF_CHECK_NOT_EQUAL(manager.key, good("alertmanager+http://am/tenant/other").key);
  CAF_CHECK(!contains(problem("HTTPS://h/a/s3cret?mode=x"), "s3cret"));
  CAF_CHECK(!contains(problem("https://h/0c0f8f7e-1b1f-4a39-9d0e-s3cret?mode=x"), "s3cret"));
}

CAF_TEST(a scheme may be written in capitals) {
  CAF_CHECK(good("LOG:").kind == sink_kind::log);
  CAF_CHECK(good("AMQP://h/").kind == sink_kind::amqp);
  CAF_CHECK_EQUAL(good("HTTP://h/").display_url, "http://h/");
  CAF_CHECK_EQUAL(good("HTTP://H/").key, good("http://h/").key);
  CAF_CHECK(good("Https://h/").webhook.http.tls);
  CAF_CHECK(good("Alertmanager+HTTPS://h/").alertmanager.http.tls);
  CAF_CHECK(good("MQTTS://h/T").mqtt.tls);
  CAF_CHECK_EQUAL(good("MQTTS://h/T").mqtt.topic, "T");
  CAF_CHECK(good("SMTP://h/?to=o@x.org&from=m@x.org").kind == sink_kind::smtp);
  CAF_CHECK(good("WebHook:?url-file=/url").kind == sink_kind::webhook);
  CAF_CHECK_EQUAL(good("HTTP://h/?X=Y").webhook.http.target, "/?X=Y");
}

CAF_TEST(a host has no odd bytes in any kind of sink) {
  for (const std::string scheme : {"http", "https", "alertmanager+http", "amqp", "mqtt", "smtp"})
    for (const std::string host :
         {"h%0d%0aforged:1", "h%00evil", "h%20x", "h%2Fx", "h%3A80", "h%40x", "h%1bx", "%C3%BC",
          "h%e2%80%ae", "a..b", ".h", "1.2.3.4.5", "127.0.0.1%00.evil:9", "127.0.0.1%00.evil"}) {
      const auto said =
          problem(scheme + "://" + host + (scheme == "smtp" ? "/?to=o@x.org&from=m@x.org" : "/"));
      CAF_CHECK(contains(said, "the host "));
      CAF_CHECK(!contains(said, "the port"));
    }
  for (const std::string host : {"h", "h.", "my_host-1.example.org", "127.0.0.1", "[::1]", "1a"})
    good("http://" + host + ":80/");
  CAF_CHECK(contains(problem("http://1.2.3.4:99999/"), "the port"));
  CAF_CHECK(contains(problem("http://u:p@h:99999/"), "the port"));
  CAF_CHECK(contains(rabbitmq_sink_url("h\r\nx", "", "", "").error().message, "RABBITMQ_HOST"));
  CAF_CHECK(rabbitmq_sink_url("::1", "", "", ""));
}

CAF_TEST(no name of a broker and no login has control characters) {
  for (const auto* url :
       {"mqtt://h/a%0ab", "mqtt://h/a%00", "mqtt://h/%e2%80%ae", "mqtt://h/%ff", "amqp://h/%00",
        "amqp://h/a%0ab", "amqp://h/?exchange=a%00", "amqp://h/?key=a%0a", "amqp://h/?queue=%1b",
        "alertmanager+http://h/?instance=a%0ab", "amqp://u%00:p@h/", "amqp://u:p%0a@h/",
        "mqtt://u:p%00@h/", "smtp://u%0d%0a:p@h/?to=o@x.org&from=m@x.org", "http://u%0a:p@h/",
        "alertmanager+http://u:p%0d@h/"})
    CAF_CHECK(
        contains(problem(url), "control characters") || contains(problem(url), "the topic is"));
  CAF_CHECK_EQUAL(good("amqp://h/my%20vhost").amqp.vhost, "my vhost");
}

} // namespace sink_address_test
