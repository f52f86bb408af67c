#define CAF_SUITE sinks.smtp_url
#include "tests/sinks/sink_urls.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::sinks::smtp_url_test {

using namespace docker_monitor::sinks::test::urls;

CAF_TEST(a mail url names server and sender and recipients) {
  const auto url =
      good("smtp://monitor@mail.example.org/?to=ops@example.org&to=night%2Bx@example.org"
           "&from=monitor@example.org&password-file=/p");
  CAF_CHECK(url.kind == sink_kind::smtp);
  CAF_CHECK(url.mode == sink_mode::incidents);
  CAF_CHECK(url.smtp.security == smtp_security::starttls);
  CAF_CHECK_EQUAL(url.smtp.host, "mail.example.org");
  CAF_CHECK_EQUAL(url.smtp.port, 587);
  CAF_CHECK_EQUAL(url.smtp.user, "monitor");
  CAF_CHECK_EQUAL(url.smtp.password, "content of /p");
  CAF_CHECK_EQUAL(url.smtp.from, "monitor@example.org");
  CAF_REQUIRE_EQUAL(url.smtp.to.size(), 2u);
  CAF_CHECK_EQUAL(url.smtp.to[1], "night+x@example.org");
  CAF_CHECK_EQUAL(
      url.display_url, "smtp://mail.example.org:587/?to=ops@example.org&to=night+x@example.org");
  const auto tls = good("smtps://m%40x.org:p@h?to=o@x.org");
  CAF_CHECK_EQUAL(tls.smtp.port, 465);
  CAF_CHECK(tls.smtp.security == smtp_security::tls);
  CAF_CHECK_EQUAL(tls.smtp.from, "m@x.org"); // the user
  CAF_CHECK_EQUAL(tls.display_url, "smtps://h:465/?to=o@x.org");
  const auto local = good("smtp://localhost:25/?tls=no&from=m@x.org&to=root@localhost");
  CAF_CHECK(local.smtp.security == smtp_security::none);
  CAF_CHECK_EQUAL(local.smtp.port, 25);
}

CAF_TEST(a mail url that cannot work says why) {
  const auto ask = [](std::string_view rest) { return problem("smtp://" + std::string{rest}); };
  CAF_CHECK(contains(ask("h/?from=m@x.org"), "names no recipient"));
  CAF_CHECK(contains(ask("h/?to=o@x.org"), "names no sender"));
  CAF_CHECK(contains(ask("u@h/?to=o@x.org&from=m@x.org"), "has a user and no password"));
  CAF_CHECK(contains(ask("h/?to=o@x.org&password-file=/p"), "has a password and no user"));
  CAF_CHECK(contains(ask("u:p@h/?to=o@x.org&password-file=/p"), "leave one out"));
  CAF_CHECK(contains(ask("h/box?to=o@x.org&from=m@x.org"), "has a path"));
  CAF_CHECK(contains(ask("h/?to=o@x.org&from=m@x.org&tls=no"), "on this machine only"));
  CAF_CHECK(contains(ask("h/?tls=yes"), "it can be no"));
  CAF_CHECK(contains(ask("h/?to=o+p@x.org"), "%2B"));
  CAF_CHECK(contains(ask("h/?format=slack"), "known are to, from, tls, password-file"));
  CAF_CHECK(contains(problem("smtps://127.0.0.1/?to=o@x.org&tls=no"), "for smtp: only"));
  for (const char* address :
       {"ops", "a@b@c", "o%0D%0ADATA@x.org", "o@x.org%3E", "%3Co@x.org", "o%20p@x.org", "@x.org",
        "o@", "o@.org", "o..p@x.org", "o@x.org%00", "%C3%BC@x.org", "o@[127.0.0.1]"})
    CAF_CHECK_NOT_EQUAL(ask(std::string{"h/?from=m@x.org&to="} + address), "none");
  CAF_CHECK(contains(ask("u:s3cret@h/?to=ops"), "sink \"smtp://h/\": to is \"ops\""));
}

} // namespace docker_monitor::sinks::smtp_url_test
