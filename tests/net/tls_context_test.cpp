#define CAF_SUITE net.tls_context
#include "net/tls_context.hpp"
#include "tests/support/scratch_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>

#include <sys/stat.h>

namespace tls_context_test {

using namespace docker_monitor;
using net::client_tls;
using net::make_client_tls;
using net::trust;

namespace {

struct files {
  tests::scratch_directory directory;

  [[nodiscard]] net::pem_file file(const std::string& name) const {
    return {directory / name, "cannot use " + name};
  }

  /// Why a client that shows these files has no context.
  [[nodiscard]] std::string refused(const std::string& certificate, const std::string& key) const {
    client_tls wanted{.trust = trust::everyone, .identity = {file(certificate), file(key)}};
    wanted.shows_identity = true;
    const auto made = make_client_tls(wanted);
    if (made)
      return "accepted";
    CAF_CHECK(made.error().code == model::failure_code::bad_option);
    return made.error().message;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_context_tests, files)

CAF_TEST(the authorities of the system vouch for a name or an address) {
  for (const auto* host : {"example.org", "127.0.0.1", "::1"})
    CAF_CHECK(make_client_tls({.host = host}).has_value());
}

CAF_TEST(files that cannot be used are named) {
  std::ofstream{directory / "empty"}.flush();
  CAF_CHECK_EQUAL(refused("none", "none"), "cannot use none: No such file or directory");
  CAF_CHECK(refused("empty", "empty").starts_with("cannot use empty: "));
  for (const auto who : {trust::authorities_of_file, trust::own_certificate}) {
    client_tls wanted{.trust = who, .host = "h", .authorities = file("none")};
    wanted.identity.certificate = file("none");
    const auto made = make_client_tls(wanted);
    CAF_REQUIRE(!made.has_value());
    CAF_CHECK_EQUAL(made.error().message, "cannot use none: No such file or directory");
  }
}

CAF_TEST(a pipe without a writer and a directory are refused at once) {
  const std::string path = directory / "pipe";
  CAF_REQUIRE_EQUAL(::mkfifo(path.c_str(), 0600), 0);
  CAF_CHECK_EQUAL(refused("pipe", "pipe"), "cannot use pipe: is a pipe or a socket, not a file");
  CAF_CHECK_EQUAL(refused(".", "pipe"), "cannot use .: Is a directory");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace tls_context_test
