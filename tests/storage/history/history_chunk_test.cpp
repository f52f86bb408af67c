#define CAF_SUITE storage.history_chunk
#include "storage/history/history_chunk.hpp"

#include <caf/test/unit_test.hpp>

#include <random>

namespace history_chunk_test {

using namespace docker_monitor;
using namespace docker_monitor::storage;

namespace {

struct fixture {
  deflater pack;
  inflater unpack;
  std::minstd_rand random{11};

  /// Of which a share is unknown; some series as a whole.
  std::vector<model::history_summary> rows(std::size_t count, unsigned unknown_of_ten) {
    std::vector<model::history_summary> made(count);
    for (auto& row : made)
      for (std::size_t i = 0; i < 6; ++i) {
        if (random() % 10 < unknown_of_ten)
          continue;
        row.average[i] = static_cast<model::history_value>(random() % model::unknown_value);
        row.least[i] = static_cast<model::history_value>(random() % (row.average[i] + 1U));
        const auto room = static_cast<unsigned>(model::unknown_value - row.average[i]);
        row.most[i] = static_cast<model::history_value>(row.average[i] + random() % room);
      }
    return made;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_chunk_tests, fixture)

CAF_TEST(a chunk comes back as it was) {
  for (const std::size_t count : {60U, 72U})
    for (unsigned unknown = 0; unknown <= 10; ++unknown) {
      const auto before = rows(count, unknown);
      const auto packed = pack_chunk(pack, before);
      CAF_REQUIRE(packed);
      const auto after = unpack_chunk(unpack, *packed, count);
      CAF_REQUIRE(after);
      CAF_CHECK(*after == before);
      for (std::size_t i = 0; i < model::history_series_count; ++i) {
        const auto one =
            unpack_series(unpack, *packed, count, static_cast<model::history_series>(i));
        CAF_REQUIRE(one);
        for (std::size_t j = 0; j < count; ++j) {
          CAF_REQUIRE_EQUAL((*one)[j].least, before[j].least[i]);
          CAF_REQUIRE_EQUAL((*one)[j].average, before[j].average[i]);
          CAF_REQUIRE_EQUAL((*one)[j].most, before[j].most[i]);
        }
      }
    }
}

CAF_TEST(what stays the same takes next to nothing) {
  model::history_summary same;
  same.least.fill(7);
  same.average.fill(8);
  same.most.fill(9);
  const std::vector<model::history_summary> before(60, same);
  CAF_CHECK(pack_chunk(pack, before)->size() < 250u);
}

CAF_TEST(counts are found behind a chunk that has some) {
  std::vector<std::uint8_t> counts(72);
  for (auto& count : counts)
    count = static_cast<std::uint8_t>(random() % 21);
  for (const unsigned unknown : {0U, 3U, 10U}) {
    const auto before = rows(72, unknown);
    const auto packed = *pack_chunk(pack, before);
    CAF_CHECK(!unpack_counts(unpack, packed, 72));
    const auto counted = packed + *pack_counts(pack, counts);
    CAF_CHECK(unpack_counts(unpack, counted, 72) == counts);
    CAF_CHECK(unpack_chunk(unpack, counted, 72) == before);
    for (std::size_t length = packed.size(); length < counted.size(); ++length)
      CAF_REQUIRE(!unpack_counts(unpack, counted.substr(0, length), 72));
    CAF_CHECK(!unpack_counts(unpack, counted, 73));
  }
}

CAF_TEST(hostile chunks give no rows or such that make sense) {
  const auto before = rows(60, 3);
  const auto packed = *pack_chunk(pack, before);
  const auto look = [&](const std::string& text) {
    const auto all = unpack_chunk(unpack, text, 60);
    for (std::size_t i = 0; all && i < all->size(); ++i)
      for (std::size_t j = 0; j < model::history_series_count; ++j)
        CAF_REQUIRE(
            (*all)[i].least[j] <= (*all)[i].average[j]
            && (*all)[i].average[j] <= (*all)[i].most[j]);
    unpack_series(unpack, text, 60, model::history_series::pids);
    unpack_series(unpack, text, 60, model::history_series::cpu);
    unpack_counts(unpack, text, 60);
  };
  look("");
  look("x");
  CAF_CHECK(!unpack_chunk(unpack, "", 60));
  CAF_CHECK(!unpack_chunk(unpack, std::string(5000, '\xff'), 60));
  CAF_CHECK(!unpack_chunk(unpack, packed, 72));
  for (std::size_t length = 0; length < packed.size(); ++length)
    CAF_REQUIRE(!unpack_chunk(unpack, packed.substr(0, length), 60));
  std::vector<char> exact(packed.begin(), packed.end() - 1); // whose end a sanitizer guards
  CAF_CHECK(!unpack_chunk(unpack, {exact.data(), exact.size()}, 60));
  for (int i = 0; i < 3000; ++i) {
    auto text = packed;
    text[random() % text.size()] = static_cast<char>(random());
    look(text);
    look(*pack(text)); // what is not chosen by the compression but by somebody
    std::string plain(1 + random() % 3000, '\0');
    for (auto& c : plain)
      c = static_cast<char>(random() >> 8U);
    look(*pack(plain));
  }
}

CAF_TEST(a journal comes back as it was and nothing else does) {
  std::vector<journal_row> before;
  for (const auto& summary : rows(200, 2))
    before.push_back({static_cast<std::uint32_t>(random() % 100), 5, 15, summary});
  const std::string bytes{journal_bytes(before)};
  const auto after = journal_rows(bytes);
  CAF_REQUIRE(after);
  CAF_REQUIRE_EQUAL(after->size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CAF_CHECK_EQUAL((*after)[i].identity, before[i].identity);
    CAF_CHECK((*after)[i].summary == before[i].summary);
  }
  CAF_CHECK(!journal_rows(bytes.substr(1)));
  before[3].summary.least[0] = 100;
  before[3].summary.average[0] = 50;
  CAF_CHECK(!journal_rows(journal_bytes(before)));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_chunk_test
