#define CAF_SUITE http.exposition
#include "http/prometheus/exposition.hpp"
#include "tests/http/prometheus/prometheus_rows.hpp"
#include "tests/support/golden_file.hpp"

#include <caf/test/unit_test.hpp>

#include <random>

namespace docker_monitor::http::exposition_test {

using namespace std::chrono_literals;

namespace {

/// Checks that a text is that of the fixture.
void check(const std::string& name, const std::string& text) {
  CAF_CHECK_EQUAL(text, golden_file("tests/fixtures/prometheus/" + name, text));
}

model::snapshot_ptr
snapshot_of(std::vector<model::row_ptr> rows, const model::row_ptr& host = nullptr) {
  auto by_id = model::sort_rows(rows);
  return std::make_shared<const model::snapshot>(
      1, model::engine_status{}, std::move(rows), std::move(by_id), host);
}

page_style usual(bool openmetrics = false) {
  return {.labels = {"com.docker.compose.project"}, .openmetrics = openmetrics};
}

std::string rendered(const model::snapshot_ptr& snapshot, page_style style = usual()) {
  exposition page{std::move(style)};
  page.update(snapshot);
  return text_of(page);
}

/// The row with a changed copy of its sample.
template <class Change>
model::row changed(const model::row& row, Change change) {
  auto sample = *row.sample;
  change(sample);
  return with_sample(row, std::move(sample));
}

template <class Change>
model::row with_container(model::row row, Change change) {
  auto container = *row.container;
  change(container);
  row.container = std::make_shared<const model::container>(std::move(container));
  return row;
}

/// The lines that begin with `prefix`, which many a metric's name is.
std::string lines(const std::string& text, std::string_view prefix) {
  std::string found;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with(prefix))
      found += line + '\n';
  return found;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(everything there is reads as recorded) {
  const auto snapshot = snapshot_of({share(full_row("web-1"))}, share(host_row()));
  check("full.txt", rendered(snapshot));
  check("full.openmetrics", rendered(snapshot, usual(true)));
}

CAF_TEST(no container and no host are no text) {
  CAF_CHECK_EQUAL(rendered(snapshot_of({})), "");
}

CAF_TEST(what is unknown is absent) {
  auto row = full_row("a");
  row.sample = nullptr;
  CAF_CHECK(!has(rendered(snapshot_of({share(row)})), "container_last_seen"));
  const auto text = rendered(snapshot_of({share(with_sample(full_row("a"), {}))}));
  CAF_CHECK(!has(text, "container_cpu"));
  CAF_CHECK(!has(text, "container_memory"));
  CAF_CHECK(!has(text, "container_spec"));
  CAF_CHECK(!has(text, "container_network"));
  CAF_CHECK(!has(text, "container_fs"));
  CAF_CHECK(has(text, "container_last_seen{id=\"/docker/id-a\",image="));
}

CAF_TEST(a container that ended keeps its status exit code and counts only) {
  const auto row = with_container(full_row("a"), [](model::container& c) {
    c.status = model::container_status::exited;
    c.exit_code = 137;
    c.oom_kills = 8;
  });
  const auto text = rendered(snapshot_of({share(row)}));
  CAF_CHECK(has(lines(text, "container_status{"), "status=\"exited\"} 1\n"));
  CAF_CHECK(has(lines(text, "container_exit_code{"), "} 137\n"));
  CAF_CHECK(has(text, "container_restarts_total"));
  CAF_CHECK(!has(text, "container_cpu"));
  CAF_CHECK(!has(text, "container_start_time"));
  CAF_CHECK(!has(text, "container_health_state"));
  CAF_CHECK(has(lines(text, "container_oom_events_total{"), "} 8\n"));
  CAF_CHECK(has(lines(text, "container_oom_kills_total{"), "} 8\n"));
}

CAF_TEST(a container that ended has the same id in its series) {
  auto row = full_row("a");
  auto limits = *row.sample->now.limits;
  limits.cgroup_path = "/system.slice/docker-a.scope";
  row = changed(row, [&](model::sample& s) {
    s.now.limits = std::make_shared<const model::resource_limits>(limits);
  });
  exposition page{usual()};
  page.update(snapshot_of({share(row)}));
  const auto id = R"(container_oom_kills_total{id="/system.slice/docker-a.scope")";
  CAF_CHECK(has(text_of(page), id));
  auto ended =
      with_container(row, [](model::container& c) { c.status = model::container_status::exited; });
  ended.last_limits = row.sample->now.limits;
  ended.sample = nullptr;
  page.update(snapshot_of({share(ended)}));
  CAF_CHECK(has(text_of(page), id));
  CAF_CHECK(has(rendered(snapshot_of({share(ended)})), id));
}

CAF_TEST(OOM kills are those of all runs and there before the first) {
  const auto row = with_container(full_row("a"), [](model::container& c) { c.oom_kills = 5; });
  CAF_CHECK(
      has(lines(rendered(snapshot_of({share(row)})), "container_oom_events_total{"), "} 5\n"));
  auto none = changed(full_row("a"), [](model::sample& s) { s.now.memory_oom_kills.reset(); });
  CAF_CHECK(
      has(lines(rendered(snapshot_of({share(none)})), "container_oom_kills_total{"), "} 0\n"));
  CAF_CHECK(!has(rendered(snapshot_of({}, share(host_row()))), "container_oom"));
}

CAF_TEST(without memory metrics there is no limit of memory either) {
  const auto row = changed(full_row("a"), [](model::sample& s) {
    s.now.memory_usage_bytes = s.now.memory_oom_kills = std::nullopt;
    s.memory_working_set_bytes.reset();
  });
  const auto text = rendered(snapshot_of({share(row)}));
  CAF_CHECK(!has(text, "container_spec_memory_limit_bytes"));
  CAF_CHECK(!has(text, "container_memory_usage_bytes"));
  CAF_CHECK(has(text, "container_cpu_usage_seconds_total"));
}

CAF_TEST(limits that do not exist are zero or absent as in cAdvisor) {
  const auto row = changed(full_row("a"), [](model::sample& s) {
    s.now.limits = std::make_shared<const model::resource_limits>();
  });
  const auto text = rendered(snapshot_of({share(row)}));
  CAF_CHECK(has(lines(text, "container_spec_memory_limit_bytes{"), "} 0\n"));
  CAF_CHECK(!has(text, "container_spec_cpu_quota"));
  CAF_CHECK(has(text, "container_cpu_cfs_periods_total{"));
}

CAF_TEST(sums over all devices have a device without a name) {
  const auto row = changed(full_row("a"), [](model::sample& s) {
    s.now.devices = nullptr;
    s.now.block_read_bytes = 5;
  });
  const auto text = rendered(snapshot_of({share(row)}));
  CAF_CHECK(has(lines(text, "container_fs_reads_bytes_total{"), "device=\"\"} 5\n"));
  CAF_CHECK(!has(text, "container_fs_writes"));
}

CAF_TEST(of label names that clash the first counts) {
  const auto row = with_container(full_row("a"), [](model::container& c) {
    c.labels = {{"a.b", "1"}, {"a-b", "2"}, {"empty", ""}, {"other", "\"x\"\n"}};
  });
  const auto text =
      rendered(snapshot_of({share(row)}), {.labels = {"none", "a-b", "a.b", "empty", "other"}});
  CAF_CHECK(
      has(lines(text, "container_last_seen{"),
          R"(name="a",container_label_a_b="2",container_label_other="\"x\"\n"})"));
}

CAF_TEST(values of the same length are written over) {
  exposition page{usual()};
  const auto row = full_row("a");
  page.update(snapshot_of({share(row)}));
  std::vector<body_ptr> before;
  page.append_parts(before);
  const auto text = text_of(page);
  const auto* const address = before[0].get();
  before.clear();
  page.update(snapshot_of({share(changed(row, [](auto& s) { ++*s.now.cpu_total_ns; }))}));
  CAF_CHECK(has(text_of(page), " 12.000000346\n"));
  CAF_CHECK_EQUAL(text_of(page).size(), text.size());
  std::vector<body_ptr> after;
  page.append_parts(after);
  CAF_CHECK(after[0].get() == address);
}

CAF_TEST(who still sends the text before gets the text before) {
  exposition page{usual()};
  const auto row = full_row("a");
  page.update(snapshot_of({share(row)}));
  std::vector<body_ptr> sent;
  page.append_parts(sent);
  const auto copy = *sent[0];
  page.update(snapshot_of({share(changed(row, [](auto& s) { ++*s.now.cpu_total_ns; }))}));
  CAF_CHECK_EQUAL(*sent[0], copy);
  CAF_CHECK(has(text_of(page), " 12.000000346\n"));
  page.update(snapshot_of({share(changed(row, [](auto& s) { s.now.cpu_total_ns = 1; }))}));
  CAF_CHECK_EQUAL(*sent[0], copy);
  CAF_CHECK(has(text_of(page), " 0.000000001\n"));
}

CAF_TEST(the same snapshot costs nothing) {
  exposition page{usual()};
  const auto snapshot = snapshot_of({share(full_row("a"))});
  CAF_CHECK(page.update(snapshot));
  CAF_CHECK(!page.update(snapshot));
  CAF_CHECK(page.update(snapshot_of(snapshot->rows())));
}

CAF_TEST(a container that is gone is gone from the text) {
  exposition page{usual()};
  page.update(snapshot_of({share(full_row("a")), share(full_row("b"))}));
  CAF_CHECK(has(text_of(page), "name=\"b\""));
  page.update(snapshot_of({share(full_row("a"))}));
  CAF_CHECK(!has(text_of(page), "name=\"b\""));
}

CAF_TEST(beyond the budget the last containers by name are left out) {
  auto style = usual();
  exposition all{style};
  const auto snapshot = snapshot_of(
      {share(full_row("c")), share(full_row("a")), share(full_row("b"))}, share(host_row()));
  all.update(snapshot);
  const auto host = text_of(all).empty() ? 0u : 4u; // CPU, memory, two times
  const auto each = (all.series() - host) / 3;
  CAF_CHECK_EQUAL(all.series(), host + 3 * each);
  CAF_CHECK_EQUAL(all.containers_dropped(), 0u);
  style.max_series = host + 3 * each - 1;
  exposition page{style};
  page.update(snapshot);
  CAF_CHECK_EQUAL(page.series(), host + 2 * each);
  CAF_CHECK_EQUAL(page.series_dropped(), each);
  CAF_CHECK_EQUAL(page.containers_dropped(), 1u);
  CAF_CHECK(has(text_of(page), "name=\"b\""));
  CAF_CHECK(!has(text_of(page), "name=\"c\""));
  page.update(snapshot_of({share(full_row("a")), share(full_row("c"))}, share(host_row())));
  CAF_CHECK_EQUAL(page.containers_dropped(), 0u);
  CAF_CHECK(has(text_of(page), "name=\"c\""));
}

CAF_TEST(a container that grows beyond the budget is left out) {
  auto style = usual();
  const auto small = with_sample(full_row("b"), {});
  const auto first = snapshot_of({share(full_row("a")), share(small)});
  exposition page{style};
  page.update(first);
  style.max_series = page.series();
  exposition limited{style};
  limited.update(first);
  CAF_CHECK_EQUAL(limited.containers_dropped(), 0u);
  limited.update(snapshot_of({share(full_row("a")), share(full_row("b"))}));
  CAF_CHECK_EQUAL(limited.containers_dropped(), 1u);
  CAF_CHECK(!has(text_of(limited), "name=\"b\""));
}

namespace {

/// Changes rows as life does, and more often.
class life {
 public:
  life() {
    for (int i = 0; i < 12; ++i)
      rows_.push_back(full_row("n" + std::to_string(i)));
  }

  model::snapshot_ptr next() {
    std::vector<model::row_ptr> shown;
    for (auto& row : rows_) {
      const auto what = pick(60);
      if (what == 0)
        continue; // not there this time
      row = what < 50 ? usual_change(row) : rare_change(row, what);
      shown.push_back(share(row));
    }
    if (pick(20) == 0)
      host_there_ = !host_there_;
    host_ = changed(host_, [&](auto& s) { *s.now.cpu_total_ns += pick(1'000'000); });
    return snapshot_of(std::move(shown), host_there_ ? share(host_) : nullptr);
  }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }

  model::row usual_change(const model::row& row) {
    if (!row.sample)
      return full_row(row.container->name);
    auto next = changed(row, [&](model::sample& s) {
      *s.now.cpu_total_ns += pick(1'000'000'000);
      s.now.memory_usage_bytes = pick(2) == 0 ? pick(200) : pick(10'000'000'000);
      if (s.now.interfaces && pick(2) == 0) {
        auto all = *s.now.interfaces;
        for (auto& each : all)
          each.rx_bytes += pick(100);
        s.now.interfaces =
            std::make_shared<const std::vector<model::interface_counters>>(std::move(all));
      }
    });
    next.sampled_at += 1s;
    return next;
  }

  model::row rare_change(const model::row& row, std::uint64_t what) {
    switch (what) {
    case 50:
      return with_container(row, [](auto& c) { c.status = model::container_status::exited; });
    case 51:
      return with_container(row, [](auto& c) { c.status = model::container_status::running; });
    case 52:
      return with_container(row, [&](auto& c) { c.health = c.health.empty() ? "starting" : ""; });
    case 53:
      return with_container(row, [&](auto& c) { c.image = std::string(1 + pick(9), 'i'); });
    case 54:
      return with_container(row, [](auto& c) { c.restarts = c.restarts.value_or(0) + 1; });
    case 55: {
      auto bare = row;
      bare.sample = nullptr;
      return bare;
    }
    default:
      return row.sample ? reshape(row, what) : full_row(row.container->name);
    }
  }

  model::row reshape(const model::row& row, std::uint64_t what) {
    return changed(row, [&](model::sample& s) {
      auto limits = s.now.limits ? *s.now.limits : model::resource_limits{};
      limits.cgroup_path = "/" + std::to_string(pick(3));
      limits.memory_bytes = pick(2) == 0 ? std::nullopt : std::optional{pick(1000)};
      if (what == 56)
        s.now.limits = std::make_shared<const model::resource_limits>(limits);
      else if (what == 57)
        s.now.devices = nullptr;
      else if (what == 58)
        s.now.interfaces = std::make_shared<const std::vector<model::interface_counters>>(
            1 + pick(2), model::interface_counters{.name = "e" + std::to_string(pick(2))});
      else
        s.now.memory_rss_bytes = pick(2) == 0 ? std::nullopt : std::optional{pick(1000)};
    });
  }

  std::mt19937 random_{5};
  std::vector<model::row> rows_;
  model::row host_ = host_row();
  bool host_there_ = true;
};

} // namespace

CAF_TEST(any sequence of snapshots reads as if rendered again) {
  life of;
  exposition page{usual()};
  auto tight = usual();
  tight.max_series = 500;
  exposition limited{tight};
  std::vector<std::pair<body_ptr, std::string>> sending;
  for (int round = 0; round < 400; ++round) {
    const auto snapshot = of.next();
    page.update(snapshot);
    limited.update(snapshot);
    CAF_REQUIRE_EQUAL(text_of(page), rendered(snapshot));
    CAF_REQUIRE_EQUAL(text_of(limited), rendered(snapshot, tight));
    for (const auto& [part, text] : sending)
      CAF_REQUIRE_EQUAL(*part, text);
    sending.clear();
    std::vector<body_ptr> parts;
    page.append_parts(parts);
    for (std::size_t i = static_cast<std::size_t>(round) % 3; i < parts.size(); i += 3)
      sending.emplace_back(parts[i], *parts[i]);
  }
}

} // namespace docker_monitor::http::exposition_test
