#define CAF_SUITE http.tls_certificates
#include "tests/http/tls/tls_fixture.hpp"

namespace docker_monitor::http::tls_certificates_test {

namespace {

struct fixture : tls_fixture {
  fixture() : tls_fixture(server_options{}) {}
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_certificates_tests, fixture)

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
  renew(read("newer"));
  CAF_CHECK_EQUAL(shown_to(meet()), "/CN=newer");
  before.send(request("/healthz"));
  pump();
  CAF_CHECK(before.heard.starts_with("HTTP/1.1 200 "));
}

CAF_TEST(where clients need a certificate it must be of the right authority or ours) {
  renew(read("ours", "authority.pem"));
  const auto is_let_in = [this](const std::string& shows) {
    const auto before = core->connections();
    meet(shows);
    return core->connections() > before;
  };
  CAF_CHECK(is_let_in("known"));
  CAF_CHECK(!is_let_in("stranger"));
  CAF_CHECK(!is_let_in(""));
  // Of another authority than the clients', but ours.
  authority.issue(files / "self", "self");
  test_authority{"clients"}.write(files / "clients.pem");
  renew(read("self", "clients.pem"));
  CAF_CHECK(is_let_in("self"));
  CAF_CHECK(!is_let_in("known"));
}

CAF_TEST(a client that is not let in learns why though it has asked already) {
  renew(read("ours", "authority.pem"));
  auto& who = connect("stranger");
  who.first_request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  who.perform_handshake();
  pump();
  CAF_REQUIRE(who.handshake_done);
  CAF_CHECK_EQUAL(who.heard, "");
  CAF_CHECK(who.end.category() == asio::error::get_ssl_category()); // an alert, and no reset
}

CAF_TEST(an intermediate authority is enough for its clients) {
  auto between = authority.delegate(files / "between", "between");
  between.issue(files / "below", "below");
  renew(read("ours", "between.pem"));
  meet("below");
  CAF_CHECK_EQUAL(core->connections(), 1u);
  meet("known");
  CAF_CHECK_EQUAL(core->connections(), 1u);
}

CAF_TEST(nobody comes back without the certificate that is asked for) {
  renew(read("ours", "authority.pem"));
  auto& who = meet("known");
  who.send(request("/healthz"));
  pump(); // a ticket would have come before
  CAF_CHECK(who.heard.starts_with("HTTP/1.1 200 "));
  CAF_CHECK_EQUAL(SSL_SESSION_is_resumable(SSL_get0_session(who.stream.native_handle())), 0);
}

CAF_TEST(only elliptic curves and authenticated encryption are spoken) {
  // What a client offers, and whether the handshake succeeds.
  const auto is_spoken = [this](int version, const char* groups, const char* ciphers) {
    auto& who = connect();
    auto* const ssl = who.stream.native_handle();
    SSL_set_security_level(ssl, 0);
    SSL_set_min_proto_version(ssl, TLS1_VERSION);
    SSL_set_max_proto_version(ssl, version);
    CAF_REQUIRE_EQUAL(SSL_set1_groups_list(ssl, groups), 1);
    if (ciphers != nullptr)
      CAF_REQUIRE_EQUAL(SSL_set_cipher_list(ssl, ciphers), 1);
    who.perform_handshake();
    pump();
    return who.handshake_done;
  };
  for (const auto* groups : {"X25519", "P-256", "P-384"})
    CAF_CHECK(is_spoken(TLS1_3_VERSION, groups, nullptr));
  // TLS 1.2 wants the curve of the certificate among the groups, too.
  for (const auto* groups : {"X25519:P-256", "P-256", "P-384:P-256"})
    CAF_CHECK(is_spoken(TLS1_2_VERSION, groups, "ECDHE-ECDSA-AES128-GCM-SHA256"));
  CAF_CHECK(is_spoken(TLS1_2_VERSION, "P-256", "ECDHE-ECDSA-CHACHA20-POLY1305"));
  for (const auto* groups : {"ffdhe8192", "ffdhe2048", "P-521", "X448"})
    CAF_CHECK(!is_spoken(TLS1_3_VERSION, groups, nullptr));
  CAF_CHECK(!is_spoken(TLS1_2_VERSION, "P-521", "ECDHE-ECDSA-AES128-GCM-SHA256"));
  CAF_CHECK(!is_spoken(TLS1_2_VERSION, "P-256", "ECDHE-ECDSA-AES128-SHA"));
  CAF_CHECK(!is_spoken(TLS1_1_VERSION, "P-256", "ECDHE-ECDSA-AES128-SHA"));
}

CAF_TEST(a key of RSA is spoken with forward secrecy only) {
  authority.issue_rsa(files / "rsa", "rsa");
  renew(read("rsa"));
  const auto is_spoken = [this](const char* ciphers) {
    auto& who = connect();
    auto* const ssl = who.stream.native_handle();
    SSL_set_max_proto_version(ssl, TLS1_2_VERSION);
    CAF_REQUIRE_EQUAL(SSL_set_cipher_list(ssl, ciphers), 1);
    who.perform_handshake();
    pump();
    return who.handshake_done;
  };
  CAF_CHECK(is_spoken("ECDHE-RSA-AES256-GCM-SHA384"));
  CAF_CHECK(!is_spoken("DHE-RSA-AES256-GCM-SHA384"));
  CAF_CHECK(!is_spoken("AES128-GCM-SHA256"));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::tls_certificates_test
