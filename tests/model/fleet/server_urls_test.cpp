#define CAF_SUITE model.server_urls
#include "model/fleet/server_urls.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::server_urls_test {

namespace {

using texts = std::vector<std::string>;

} // namespace

CAF_TEST(the servers of a cluster are a list) {
  CAF_CHECK(
      server_urls("tls://a:4222, nats://b:4222,,[::1]:4222 ,")
      == (texts{"tls://a:4222", "nats://b:4222", "tls://[::1]:4222"}));
  CAF_CHECK(server_urls("hub.example:4222") == texts{"tls://hub.example:4222"});
  CAF_CHECK(server_urls(" , ").empty());
}

CAF_TEST(each server of a list needs a scheme of NATS) {
  CAF_CHECK(!invalid_server_url("tls://a:4222,nats://b:4222"));
  CAF_CHECK(invalid_server_url("tls://a:4222,http://b:4222") == "http://b:4222");
  CAF_CHECK(invalid_server_url("tls://a:4222,b:4222") == "b:4222");
  CAF_CHECK(invalid_server_url(",") == ",");
}

} // namespace docker_monitor::model::server_urls_test
