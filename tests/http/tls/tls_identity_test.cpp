#define CAF_SUITE http.tls_identity
#include "http/tls/tls_identity.hpp"
#include "tests/http/tls/test_authority.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

namespace docker_monitor::http::tls_identity_test {

namespace {

struct fixture {
  fixture() {
    authority.write(files / "authority.pem");
    authority.issue(files / "ours", "ours");
    authority.issue(files / "other", "other");
    std::ofstream{files / "empty"}.flush();
  }

  /// The message that such files are refused with, without the directory.
  std::string refused(const config::tls_files& named) {
    const auto made = read_tls(named);
    if (made)
      return "accepted";
    CAF_CHECK(made.error().code == model::failure_code::bad_option);
    auto text = made.error().message;
    const auto directory = files / "";
    for (auto at = text.find(directory); at != std::string::npos; at = text.find(directory))
      text.erase(at, directory.size());
    return text;
  }

  tests::scratch_directory files;
  test_authority authority;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_identity_tests, fixture)

CAF_TEST(without a certificate http is plain) {
  const auto made = read_tls({});
  CAF_REQUIRE(made.has_value());
  CAF_CHECK(*made == nullptr);
}

CAF_TEST(certificate and key are enough) {
  const auto made = read_tls({files / "ours.pem", files / "ours.key", ""});
  CAF_REQUIRE(made.has_value());
  CAF_CHECK(*made != nullptr);
  CAF_CHECK(
      read_tls({files / "ours.pem", files / "ours.key", files / "authority.pem"}).has_value());
}

CAF_TEST(options that need another say which) {
  CAF_CHECK_EQUAL(refused({"", files / "ours.key", ""}), "--tls-key needs --tls-cert beside it");
  CAF_CHECK_EQUAL(
      refused({"", "", files / "authority.pem"}), "--tls-client-ca needs --tls-cert beside it");
  CAF_CHECK_EQUAL(
      refused({files / "ours.pem", "", ""}),
      "--tls-cert needs --tls-key, the file of its private key");
}

CAF_TEST(files that cannot be used are named) {
  const auto begins = [this](const config::tls_files& named, std::string_view with) {
    const auto text = refused(named);
    CAF_CHECK(text.starts_with(with));
    CAF_MESSAGE(text);
  };
  begins({files / "none.pem", files / "ours.key", ""}, "--tls-cert none.pem: No such file");
  begins({files / "empty", files / "ours.key", ""}, "--tls-cert empty: ");
  begins({files / "ours.pem", files / "none.key", ""}, "--tls-key none.key: No such file");
  begins(
      {files / "ours.pem", files / "other.key", ""},
      "--tls-key other.key: is not the key of the certificate in ours.pem");
  begins(
      {files / "ours.pem", files / "ours.key", files / "none.pem"},
      "--tls-client-ca none.pem: No such file");
  begins(
      {files / "ours.pem", files / "ours.key", files / "empty"},
      "--tls-client-ca empty: no certificate");
}

CAF_TEST(a key of another kind is not put beside the certificate) {
  write_rsa_key(files / "rsa.key");
  CAF_CHECK_EQUAL(
      refused({files / "ours.pem", files / "rsa.key", ""}),
      "--tls-key rsa.key: is not the key of the certificate in ours.pem");
}

CAF_TEST(nobody is asked for the password of a key) {
  authority.issue(files / "locked", "locked", "secret");
  CAF_CHECK_EQUAL(
      refused({files / "locked.pem", files / "locked.key", ""}),
      "--tls-key locked.key: the key is encrypted, and nobody is there to type its password; "
      "decrypt it with openssl pkey");
}

CAF_TEST(a certificate says when it expires) {
  using namespace std::chrono;
  const auto now = system_clock::now();
  authority.expires_in(hours{24 * 31});
  authority.issue(files / "ours", "ours");
  const auto expires = expiry_of(*read_tls({files / "ours.pem", files / "ours.key", ""}));
  CAF_REQUIRE(expires.has_value());
  CAF_CHECK(*expires > now + days{31} - minutes{2} && *expires < now + days{31} + minutes{2});
  CAF_CHECK(!expiry_of(nullptr));
}

CAF_TEST(a chain expires with the first of its certificates) {
  using namespace std::chrono;
  const auto now = system_clock::now();
  const auto issue = [this](const char* name, hours life) {
    authority.expires_in(life);
    authority.issue(files / name, name);
    std::ifstream file{files / (std::string{name} + ".pem")};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
  };
  const auto middle = issue("middle", hours{24 * 10});
  const auto ours = issue("ours", hours{24 * 90});
  std::ofstream{files / "chain.pem"} << ours << middle;
  const auto expires = expiry_of(*read_tls({files / "chain.pem", files / "ours.key", ""}));
  CAF_REQUIRE(expires.has_value());
  CAF_CHECK(*expires > now + days{9} && *expires < now + days{11});
}

CAF_TEST(a certificate that is valid beyond 2262 has not expired) {
  using namespace std::chrono;
  const auto now = system_clock::now();
  const sys_seconds never = sys_days{year{9999} / 12 / 31} + 23h + 59min + 59s; // RFC 5280
  for (const auto life : {seconds{days{100'000}}, never - floor<seconds>(now)}) {
    authority.expires_in(life);
    authority.issue(files / "ours", "ours");
    const auto expires = expiry_of(*read_tls({files / "ours.pem", files / "ours.key", ""}));
    CAF_REQUIRE(expires.has_value());
    CAF_CHECK(*expires == model::engine_time::max());
    CAF_CHECK_EQUAL(expiry_problem(*expires, now), "");
  }
}

CAF_TEST(thirty days ahead a certificate needs a renewal) {
  using namespace std::chrono;
  const auto expires = *model::parse_rfc3339("2026-12-31T12:00:00Z");
  CAF_CHECK_EQUAL(expiry_problem(expires, expires - days{30} - 1s), "");
  CAF_CHECK_EQUAL(
      expiry_problem(expires, expires - days{30}),
      "the certificate of --tls-cert expires on 2026-12-31: renew it and send SIGHUP");
  CAF_CHECK_EQUAL(
      expiry_problem(expires, expires),
      "the certificate of --tls-cert expired on 2026-12-31: clients refuse it; renew it and send "
      "SIGHUP");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::tls_identity_test
