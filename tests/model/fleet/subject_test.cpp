#define CAF_SUITE model.subject
#include "model/fleet/subject.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::subject_test {

CAF_TEST(subjects are read as they are written) {
  for (const auto topic :
       {fleet_topic::state, fleet_topic::samples, fleet_topic::alarms, fleet_topic::ask}) {
    const auto subject = fleet_subject("host-a", topic);
    const auto read = parse_fleet_subject(subject);
    CAF_REQUIRE(read.has_value());
    CAF_CHECK_EQUAL(read->host, "host-a");
    CAF_CHECK(read->topic == topic);
  }
  CAF_CHECK_EQUAL(fleet_subject("host-a", fleet_topic::samples), "fleet.host-a.samples");
}

CAF_TEST(other subjects are none) {
  for (const auto* subject :
       {"", "fleet", "fleet.", "fleet.a", "fleet.a.", "fleet..state", "fleet.a.status",
        "fleet.a.state.more", "other.a.state", "fleet.*.state", "fleet.>"})
    CAF_CHECK(!parse_fleet_subject(subject));
}

CAF_TEST(a name is one part of a subject) {
  CAF_CHECK(!fleet_name_problem("web-1_A"));
  CAF_CHECK(!fleet_name_problem(std::string(63, 'a')));
  for (const auto& name :
       {std::string{}, std::string{"a.b"}, std::string{"*"}, std::string{">"}, std::string{"a b"},
        std::string{"a/b"}, std::string{"\xc3\xa4"}, std::string(64, 'a')})
    CAF_CHECK(fleet_name_problem(name).has_value());
}

CAF_TEST(a host is answered in its own inbox only) {
  CAF_CHECK(is_inbox_of("a", fleet_inbox("a") + ".xyz"));
  CAF_CHECK(!is_inbox_of("a", fleet_inbox("a")));
  CAF_CHECK(!is_inbox_of("a", fleet_inbox("a") + "."));
  CAF_CHECK(!is_inbox_of("a", fleet_inbox("ab") + ".xyz"));
  CAF_CHECK(!is_inbox_of("a", fleet_subject("b", fleet_topic::ask)));
  CAF_CHECK(!is_inbox_of("a", ""));
}

} // namespace docker_monitor::model::subject_test
