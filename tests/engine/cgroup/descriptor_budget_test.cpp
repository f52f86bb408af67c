#define CAF_SUITE engine.descriptor_budget
#include "engine/cgroup/descriptor_budget.hpp"
#include "engine/cgroup/kernel_file.hpp"
#include "tests/engine/cgroup/scratch_tree.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

#include <sys/resource.h>

namespace descriptor_budget_test {

using namespace docker_monitor;
using namespace docker_monitor::engine;
using tier = descriptor_tier;

CAF_TEST(a host with few containers keeps everything open) {
  descriptor_budget budget(100);
  budget.join();
  for (int i = 0; i < 2; ++i)
    CAF_CHECK(budget.take(tier::always));
  for (int i = 0; i < 7; ++i)
    CAF_CHECK(budget.take(tier::often));
  for (int i = 0; i < 5; ++i)
    CAF_CHECK(budget.take(tier::seldom));
  CAF_CHECK_EQUAL(budget.used(), 14u);
}

CAF_TEST(what matters most is kept where there is not enough for all) {
  descriptor_budget budget(10);
  for (int i = 0; i < 4; ++i)
    budget.join();
  CAF_CHECK(!budget.take(tier::seldom));
  CAF_CHECK(budget.take(tier::often));
  CAF_CHECK(budget.take(tier::often));
  CAF_CHECK(!budget.take(tier::often)); // 8 of the 10 are for reading every time
  for (int i = 0; i < 8; ++i)
    CAF_CHECK(budget.take(tier::always));
  CAF_CHECK(!budget.take(tier::always));
  budget.give_back(tier::often);
  CAF_CHECK(budget.take(tier::always)); // the first tier may have it all
}

CAF_TEST(more containers make the lower tiers give back) {
  descriptor_budget budget(10);
  budget.join();
  for (int i = 0; i < 8; ++i)
    CAF_CHECK(budget.take(tier::often));
  CAF_CHECK(!budget.is_over(tier::often));
  budget.join();
  CAF_CHECK(budget.is_over(tier::often));
  budget.give_back(tier::often);
  budget.give_back(tier::often);
  CAF_CHECK(!budget.is_over(tier::often));
  budget.leave();
  CAF_CHECK(budget.take(tier::often));
}

CAF_TEST(a refusal by the system shrinks the budget) {
  descriptor_budget budget(100);
  for (int i = 0; i < 32; ++i)
    CAF_CHECK(budget.take(tier::always));
  budget.shrink();
  CAF_CHECK_EQUAL(budget.total(), 30u);
  CAF_CHECK(!budget.take(tier::always));
}

CAF_TEST(the budget of the process leaves a reserve) {
  rlimit limit{};
  CAF_REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  CAF_REQUIRE(limit.rlim_cur > 100);
  CAF_CHECK_EQUAL(descriptor_budget::of_process(limit.rlim_cur)->total(), 0u);
  if (limit.rlim_cur <= 1'000'000)
    CAF_CHECK_EQUAL(descriptor_budget::of_process(100)->total(), limit.rlim_cur - 100);
}

CAF_TEST(a file stays open while the budget allows it and is read anyhow) {
  const tests::scratch_tree tree;
  tree.write("file", "one");
  const auto path = tree.at("file");
  descriptor_budget budget(1);
  kernel_file file;
  auto got = file.read_closed(path.c_str(), budget, tier::often, kernel_file_kind::whole);
  CAF_CHECK_EQUAL(std::string(got.text), "one");
  CAF_CHECK(file.is_open());
  tree.write("file", "two");
  got = file.read_open(budget, tier::often, kernel_file_kind::whole);
  CAF_CHECK_EQUAL(std::string(got.text), "two");
  kernel_file other;
  got = other.read_closed(path.c_str(), budget, tier::often, kernel_file_kind::whole);
  CAF_CHECK_EQUAL(std::string(got.text), "two");
  CAF_CHECK(!other.is_open());
  budget.join(); // two descriptors of the first tier are wanted now: more than there are
  got = file.read_open(budget, tier::often, kernel_file_kind::whole);
  CAF_CHECK_EQUAL(std::string(got.text), "two");
  CAF_CHECK(!file.is_open());
  CAF_CHECK_EQUAL(budget.used(), 0u);
}

CAF_TEST(a missing file costs no descriptor) {
  descriptor_budget budget(10);
  kernel_file file;
  const auto got =
      file.read_closed("/nowhere/at/all", budget, tier::always, kernel_file_kind::whole);
  CAF_CHECK_EQUAL(got.error, ENOENT);
  CAF_CHECK(!file.is_open());
  CAF_CHECK_EQUAL(budget.used(), 0u);
}

CAF_TEST(what comes in pages is read to its end and what is too long is cut) {
  const tests::scratch_tree tree;
  tree.write("long", std::string(10'000, 'x'));
  tree.write("endless", std::string(max_kernel_text + 10, 'x'));
  CAF_CHECK_EQUAL(
      read_kernel_file(tree.at("long").c_str(), kernel_file_kind::in_pages).text.size(), 10'000u);
  CAF_CHECK_EQUAL(
      read_kernel_file(tree.at("endless").c_str(), kernel_file_kind::in_pages).text.size(),
      max_kernel_text);
}

} // namespace descriptor_budget_test
