#define CAF_SUITE storage.alarm_database_pages
#include "tests/storage/alarm/alarm_database_fixture.hpp"

namespace alarm_database_pages_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;
using namespace docker_monitor::storage::test;

CAF_TEST_FIXTURE_SCOPE(alarm_database_pages_tests, alarm_database_fixture)

CAF_TEST(pages follow one another) {
  for (int i = 0; i < 7; ++i)
    write(down("a" + std::to_string(i), "a"), {0}, i != 3);
  model::alarm_query query;
  query.limit = 3;
  CAF_CHECK_EQUAL(page(query), "a6:open a5:open a4:open");
  query.after = database->page(query)->next;
  CAF_CHECK_EQUAL(page(query), "a2:open a1:open a0:open");
  CAF_CHECK(!database->page(query)->next.has_value());
  query.after = 0;
  CAF_CHECK_EQUAL(page(query), "");
  query.after = ~std::uint64_t{0};
  CAF_CHECK_EQUAL(page(query), "a6:open a5:open a4:open");
}

CAF_TEST(pages show what is asked for) {
  const auto named = std::make_shared<model::alarm>(*down("a1", "0123456789"));
  named->container_name = "web";
  write(named);
  write(made("b1", "b", alarm_kind::oom));
  model::alarm_query query;
  for (const auto* container : {"web", "0123", "0123456789"}) {
    query.container = container;
    CAF_CHECK_EQUAL(page(query), "a1:open");
  }
  for (const auto* container : {"we", "123", "01234567890", "%", "x' OR 1=1"}) {
    query.container = container;
    CAF_CHECK_EQUAL(page(query), "");
  }
  query.container = "renamed";
  query.container_id = "0123456789";
  CAF_CHECK_EQUAL(page(query), "a1:open");
  query.container_id = "0123";
  CAF_CHECK_EQUAL(page(query), "");
  query = {};
  query.severity = model::severity::critical;
  CAF_CHECK_EQUAL(page(query), "b1:event");
  query.severity = model::severity::clear;
  CAF_CHECK_EQUAL(page(query), "");
}

CAF_TEST(an alarm of which more is known replaces its text only) {
  const auto alarm = std::make_shared<model::alarm>(*down("a1", "a"));
  write(alarm);
  auto amended = std::make_shared<model::alarm>(*alarm);
  amended->cause = model::down_cause::engine;
  write_batch more;
  more.add({amended, true, {}, true});
  CAF_CHECK(!database->write(more));
  const auto shown = database->page({})->alarms;
  CAF_REQUIRE_EQUAL(shown.size(), 1u);
  CAF_CHECK(model::parse_alarm(shown[0])->cause == model::down_cause::engine);
  CAF_CHECK(model::parse_alarm(shown[0])->state == model::alarm_state::open);
}

CAF_TEST(what containers wrote is shown to those who may see it) {
  auto odd = std::make_shared<model::alarm>(*down("a1", "a"));
  odd->log_lines = {"password=1"};
  write(odd);
  model::alarm_query query;
  CAF_CHECK(database->page(query)->alarms.at(0).find("password") == std::string::npos);
  query.with_logs = true;
  CAF_CHECK(database->page(query)->alarms.at(0).find("password") != std::string::npos);
  write(down("a2", "b"));
  CAF_CHECK_EQUAL(database->page(query)->alarms.size(), 2u);
}

CAF_TEST(an acknowledgement is shown once with who and when) {
  write(down("a1", "a"));
  write_batch more;
  more.acknowledge({"a1", "al\"ice", model::engine_time{}});
  CAF_CHECK(!more.empty());
  CAF_CHECK(!database->write(more));
  CAF_CHECK(!database->write(more));
  const auto text = database->page({})->alarms.at(0);
  const auto shown =
      text.find(R"("acknowledged":{"by":"al\"ice","at":"1970-01-01T00:00:00.000Z"})");
  CAF_CHECK(shown != std::string::npos);
  CAF_CHECK(text.find("acknowledged", shown + 10) == std::string::npos);
  CAF_CHECK(model::parse_alarm(text).has_value());
}

CAF_TEST(clients never see log lines and names cannot forge a state) {
  auto odd = std::make_shared<model::alarm>(*down("a1", "a"));
  odd->container_name = R"(x","state":"open",")";
  odd->log_lines = {"password=1"};
  write(odd);
  write(up("a2", "a", "a1"));
  const auto text = database->page({})->alarms.at(1);
  CAF_CHECK(text.find("password") == std::string::npos);
  const auto alarm = *model::parse_alarm(text);
  CAF_CHECK_EQUAL(alarm.container_name, odd->container_name);
  CAF_CHECK(alarm.state == model::alarm_state::closed);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alarm_database_pages_test
