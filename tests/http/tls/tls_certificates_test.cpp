#define CAF_SUITE http.tls_certificates
#include "tests/http/tls/tls_fixture.hpp"

namespace docker_monitor::http::tls_certificates_test {

CAF_TEST_FIXTURE_SCOPE(tls_certificates_tests, tls_fixture)

CAF_TEST(a renewed certificate is shown from then on) {
  const auto shown_to = [](tls_client& who) {
    const auto* const name =
        X509_get_subject_name(SSL_get0_peer_certificate(who.stream.native_handle()));
    std::array<char, 64> text{};
    X509_NAME_oneline(name, text.data(), text.size());
    return std::string{text.data()};
  };
  auto& before = meet();
  CAF_CHECK_EQUAL(shown_to(before), "/CN=ours");
  terminator->renew(read("newer"));
  CAF_CHECK_EQUAL(shown_to(meet()), "/CN=newer");
  before.say("question");
  pump();
  CAF_CHECK_EQUAL(asked(), "question");
}

CAF_TEST(where clients need a certificate it must be of the right authority or ours) {
  terminator->renew(read("ours", "authority.pem"));
  const auto is_let_in = [this](const std::string& shows) {
    const auto before = admitted.size();
    meet(shows);
    return admitted.size() > before;
  };
  CAF_CHECK(is_let_in("known"));
  CAF_CHECK(!is_let_in("stranger"));
  CAF_CHECK(!is_let_in(""));
  // Of another authority than the clients', but ours.
  authority.issue(files / "self", "self");
  test_authority{"clients"}.write(files / "clients.pem");
  terminator->renew(read("self", "clients.pem"));
  CAF_CHECK(is_let_in("self"));
  CAF_CHECK(!is_let_in("known"));
}

CAF_TEST(an intermediate authority is enough for its clients) {
  auto between = authority.delegate(files / "between", "between");
  between.issue(files / "below", "below");
  terminator->renew(read("ours", "between.pem"));
  meet("below");
  CAF_CHECK_EQUAL(admitted.size(), 1u);
  meet("known");
  CAF_CHECK_EQUAL(admitted.size(), 1u);
}

CAF_TEST(nobody comes back without the certificate that is asked for) {
  terminator->renew(read("ours", "authority.pem"));
  auto& who = meet("known");
  answer("answer"); // a ticket would have come before
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK_EQUAL(SSL_SESSION_is_resumable(SSL_get0_session(who.stream.native_handle())), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::tls_certificates_test
