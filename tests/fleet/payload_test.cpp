#define CAF_SUITE fleet.payload
#include "fleet/payload.hpp"
#include "fleet/payload_dictionary.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::fleet::payload_test {

namespace {

const std::string document =
    R"({"instance":"1","machine":"a","sentAt":"2026-11-22T12:00:00.123Z","number":7,"samples":[)"
    R"({"id":"4f66ad9a0b2e","source":"cgroup","cpu":{"percent":1.5,"usageSeconds":12.5},)"
    R"("memory":{"percent":10.1,"usageBytes":104857600},"pids":{"current":5},)"
    R"("sampledAt":"2026-11-22T12:00:00.123Z"}]})";

} // namespace

CAF_TEST(both forms are read back) {
  for (const auto form : {payload_form::plain, payload_form::with_dictionary}) {
    for (const auto& text : {document, std::string{}, std::string(1 << 20, 'a')}) {
      const auto payload = deflate(text, form);
      CAF_CHECK(form_of(payload) == form);
      const auto read = inflate(payload);
      CAF_REQUIRE(read);
      CAF_CHECK(*read == text);
    }
  }
}

CAF_TEST(a payload with the dictionary is much shorter) {
  const auto plain = deflate(document).size();
  const auto shorter = deflate(document, payload_form::with_dictionary).size();
  CAF_CHECK(shorter * 3 < plain * 2);
}

CAF_TEST(a document is compressed alike whatever came before) {
  const auto first = deflate(document);
  (void)deflate(std::string(1 << 20, 'a'), payload_form::with_dictionary);
  CAF_CHECK(deflate(document) == first);
}

// A host and a hub of one version apart must agree on it: a changed dictionary needs a second one
// beside it, and a hub that names both.
CAF_TEST(the dictionary is that of this version) {
  CAF_CHECK_EQUAL(payload_dictionary_id(), 1789245263u);
}

CAF_TEST(a payload with an unknown dictionary is refused) {
  auto payload = deflate(document, payload_form::with_dictionary);
  payload.at(2) = static_cast<char>(payload.at(2) ^ 1); // of the dictionary's number
  CAF_CHECK(!inflate(payload));
  CAF_CHECK(has_unknown_dictionary(payload));
}

CAF_TEST(what is damaged otherwise has no unknown dictionary) {
  auto payload = deflate(document, payload_form::with_dictionary);
  CAF_CHECK(!has_unknown_dictionary(payload));
  payload.back() = static_cast<char>(payload.back() ^ 1);
  CAF_CHECK(!inflate(payload));
  CAF_CHECK(!has_unknown_dictionary(payload));
  payload.at(2) = static_cast<char>(payload.at(2) ^ 1);
  CAF_CHECK(!has_unknown_dictionary(payload.substr(0, 5)));
  payload.at(0) = 'y'; // no header of zlib
  CAF_CHECK(!has_unknown_dictionary(payload));
  CAF_CHECK(!has_unknown_dictionary("garbage"));
  CAF_CHECK(!has_unknown_dictionary(deflate(document)));
}

CAF_TEST(a short or large payload with the dictionary is refused) {
  const auto payload = deflate(document, payload_form::with_dictionary);
  for (std::size_t length = 0; length < payload.size(); ++length)
    CAF_CHECK(!inflate(payload.substr(0, length)));
  CAF_CHECK(!inflate(payload + "x"));
  CAF_CHECK(!inflate(payload, document.size() - 1));
}

CAF_TEST(a hub names the dictionaries that it has) {
  const auto id = std::to_string(payload_dictionary_id());
  CAF_CHECK(names_dictionary(dictionary_message()));
  CAF_CHECK(names_dictionary("dictionary 1 " + id));
  CAF_CHECK(names_dictionary("dictionary " + id + " 1"));
  for (const auto& other :
       {std::string{"dictionary 1"}, "dictionary " + id + '0', std::string{"dictionary "},
        std::string{"state"}, id})
    CAF_CHECK(!names_dictionary(other));
  CAF_CHECK(is_about_dictionaries("dictionary 1"));
  CAF_CHECK(!is_about_dictionaries("state"));
}

} // namespace docker_monitor::fleet::payload_test
