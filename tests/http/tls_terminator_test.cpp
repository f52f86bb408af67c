#define CAF_SUITE http.tls_terminator
#include "http/tls_terminator.hpp"
#include "test_authority.hpp"
#include "tests/support/scratch_directory.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <caf/test/unit_test.hpp>

#include <array>
#include <list>
#include <string>
#include <vector>

namespace docker_monitor::http {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

using local = asio::local::stream_protocol;

/// Who connects: shakes hands, says something, notes what comes.
struct client {
  client(asio::io_context& io, asio::ssl::context& with) : stream(io, with) {}

  void shake() {
    stream.async_handshake(asio::ssl::stream_base::client, [this](const error_code& e) {
      problem = e;
      shaken = !e;
      if (shaken)
        read();
    });
  }

  void read() {
    stream.async_read_some(asio::buffer(block), [this](const error_code& e, std::size_t count) {
      heard.append(block.data(), count);
      if (e)
        end = e;
      else if (reads)
        read();
    });
  }

  void say(std::string text) {
    said.push_back(std::move(text));
    asio::async_write(stream, asio::buffer(said.back()), [](const error_code&, std::size_t) {});
  }

  asio::ssl::stream<local::socket> stream;
  std::array<char, 1000> block{};
  std::list<std::string> said;
  std::string heard;
  bool shaken = false;
  bool reads = true;
  error_code problem; ///< of the handshake
  error_code end;
};

struct fixture {
  fixture() {
    authority.write(files / "authority.pem");
    for (const auto* name : {"ours", "newer", "known"})
      authority.issue(files / name, name);
    test_authority{"strangers"}.issue(files / "stranger", "stranger");
    terminator = begin(read("ours"));
  }

  tls_context_ptr read(const std::string& name, const std::string& of_clients = {}) {
    const auto made = read_tls(
        {files / (name + ".pem"), files / (name + ".key"),
         of_clients.empty() ? std::string{} : files / of_clients});
    CAF_REQUIRE(made.has_value());
    return *made;
  }

  std::shared_ptr<tls_terminator> begin(tls_context_ptr identity) {
    tls_terminator::settings settings;
    settings.admit = [this](tls_terminator::socket plain, const std::optional<ip_address>& peer) {
      admitted.push_back(std::make_unique<tls_terminator::socket>(std::move(plain)));
      admitted.back()->non_blocking(true);
      peers.push_back(peer);
    };
    settings.emptied = [this] { ++emptied; };
    settings.most_handshakes = 2;
    settings.most_closing = 2;
    settings.clock = [this] { return now; };
    return std::make_shared<tls_terminator>(io, std::move(identity), settings);
  }

  /// A new connection of a client that shows a certificate, or none.
  client& connect(const std::string& shows = {}) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    if (!shows.empty()) {
      context->use_certificate_chain_file(files / (shows + ".pem"));
      context->use_private_key_file(files / (shows + ".key"), asio::ssl::context::pem);
    }
    contexts.push_back(std::move(context));
    clients.push_back(std::make_unique<client>(io, *contexts.back()));
    local::socket theirs{io};
    asio::local::connect_pair(clients.back()->stream.next_layer(), theirs);
    terminator->accept(std::move(theirs), somebody);
    return *clients.back();
  }

  /// A connection whose handshake is over.
  client& meet(const std::string& shows = {}) {
    auto& who = connect(shows);
    who.shake();
    pump();
    return who;
  }

  /// Until nothing more happens.
  void pump() {
    do
      io.restart();
    while (io.poll() != 0);
  }

  void pass(std::chrono::milliseconds time) {
    now += time;
    terminator->check_deadlines();
    pump();
  }

  /// What a session has been asked.
  std::string asked(std::size_t session = 0) {
    std::array<char, 1000> block{};
    error_code ended;
    return {block.data(), admitted.at(session)->read_some(asio::buffer(block), ended)};
  }

  void answer(std::string_view text, std::size_t session = 0) {
    admitted.at(session)->write_some(asio::buffer(text));
    pump();
  }

  asio::io_context io;
  tests::scratch_directory files;
  test_authority authority;
  ip_address somebody{1, 2, 3};
  tls_terminator::time_point now{};
  std::vector<std::unique_ptr<tls_terminator::socket>> admitted;
  std::vector<std::optional<ip_address>> peers;
  int emptied = 0;
  std::shared_ptr<tls_terminator> terminator;
  std::vector<std::unique_ptr<asio::ssl::context>> contexts;
  std::vector<std::unique_ptr<client>> clients;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_terminator_tests, fixture)

CAF_TEST(what_is_said_arrives_on_both_sides) {
  auto& who = meet();
  CAF_CHECK(who.shaken);
  CAF_REQUIRE_EQUAL(admitted.size(), 1u);
  CAF_CHECK(peers.front() == somebody);
  who.say("question");
  pump();
  CAF_CHECK_EQUAL(asked(), "question");
  answer("answer");
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK(!who.end);
}

CAF_TEST(a_session_that_ends_says_goodbye) {
  auto& who = meet();
  answer("answer");
  admitted.clear();
  pump();
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK(who.end == asio::error::eof); // and not that it was cut short
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  CAF_CHECK_EQUAL(emptied, 0);
  who.stream.async_shutdown([](const error_code&) {});
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK_EQUAL(emptied, 1);
}

CAF_TEST(a_goodbye_that_is_not_returned_is_not_waited_for) {
  meet();
  admitted.clear();
  pump();
  pass(1999ms);
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  pass(1ms);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(what_is_asked_of_a_session_that_ended_is_dropped) {
  auto& who = meet();
  answer("answer");
  admitted.clear();
  who.say(std::string(100'000, 'x'));
  pump();
  CAF_CHECK_EQUAL(who.heard, "answer");
}

CAF_TEST(a_client_that_goes_is_told_to_its_session) {
  auto& who = meet();
  error_code end;
  std::array<char, 10> block{};
  admitted.front()->read_some(asio::buffer(block), end);
  CAF_CHECK(end == asio::error::would_block);
  who.stream.next_layer().close();
  pump();
  admitted.front()->read_some(asio::buffer(block), end);
  CAF_CHECK(end == asio::error::eof);
  admitted.clear();
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(a_client_that_reads_nothing_is_dropped) {
  auto& who = meet();
  who.reads = false;
  answer("first");
  const std::string much(1'000'000, 'x');
  error_code full;
  while (!full) {
    admitted.front()->write_some(asio::buffer(much), full);
    pump();
  }
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  pass(10s);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  admitted.front()->write_some(asio::buffer(much), full);
  CAF_CHECK(full == asio::error::broken_pipe);
}

CAF_TEST(what_a_session_left_behind_has_ten_seconds_in_all) {
  auto& who = meet();
  who.reads = false;
  const std::string much(1'000'000, 'x');
  error_code full;
  while (!full) {
    admitted.front()->write_some(asio::buffer(much), full);
    pump();
  }
  pass(5s);
  admitted.clear();
  pump();
  pass(9s);
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  for (int i = 0; i < 200; ++i) { // some blocks, which are no reason to wait longer
    who.read();
    pump();
  }
  pass(1s);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(too_much_that_sessions_left_behind_puts_an_end_to_the_oldest) {
  for (std::size_t i = 0; i < 3; ++i) {
    meet().reads = false;
    const std::string much(1'000'000, 'x');
    error_code full;
    while (!full) {
      admitted.back()->write_some(asio::buffer(much), full);
      pump();
    }
    admitted.pop_back();
    pump();
    const auto left = std::min<std::size_t>(i + 1, 2);
    CAF_CHECK_EQUAL(terminator->connections(), left);
  }
}

CAF_TEST(who_goes_on_talking_gets_the_answer_all_the_same) {
  auto& who = meet();
  const std::string much(10'000, 'x');
  for (int i = 0; i < 100; ++i) // as much as is taken before the answer
    who.say(much);
  pump();
  answer("answer");
  admitted.front()->shutdown(asio::socket_base::shutdown_send);
  pump();
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK(who.end == asio::error::eof);
}

CAF_TEST(a_connection_without_a_word_stays) {
  auto& who = meet();
  pass(1h);
  who.say("question");
  pump();
  CAF_CHECK_EQUAL(asked(), "question");
}

CAF_TEST(a_handshake_has_five_seconds) {
  connect();
  pump();
  pass(4999ms);
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  pass(1ms);
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK(admitted.empty());
}

CAF_TEST(too_many_handshakes_put_an_end_to_the_oldest) {
  auto& first = connect();
  auto& second = connect();
  auto& third = connect();
  for (auto* who : {&first, &second, &third})
    who->shake();
  pump();
  CAF_CHECK(!first.shaken);
  CAF_CHECK(second.shaken);
  CAF_CHECK(third.shaken);
}

CAF_TEST(who_speaks_no_tls_is_told_so) {
  auto& who = connect();
  asio::write(
      who.stream.next_layer(), asio::buffer(std::string_view{"GET / HTTP/1.1\r\nHost: a\r\n\r\n"}));
  pump();
  std::array<char, 1000> block{};
  const auto count = who.stream.next_layer().read_some(asio::buffer(block));
  const std::string_view told{block.data(), count};
  CAF_CHECK(told.starts_with("HTTP/1.1 400 "));
  CAF_CHECK(told.ends_with("{\"error\":\"this port speaks TLS: ask https://\"}"));
  who.stream.next_layer().close();
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK(admitted.empty());
}

CAF_TEST(garbage_ends_a_connection) {
  auto& who = connect();
  asio::write(who.stream.next_layer(), asio::buffer(std::string(5000, '\xff')));
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
}

CAF_TEST(a_renewed_certificate_is_shown_from_then_on) {
  const auto shown_to = [](client& who) {
    const auto* const name =
        X509_get_subject_name(SSL_get0_peer_certificate(who.stream.native_handle()));
    std::array<char, 64> text{};
    X509_NAME_oneline(name, text.data(), text.size());
    return std::string{text.data()};
  };
  auto& before = meet();
  CAF_CHECK_EQUAL(shown_to(before), "/CN=ours");
  terminator->renew(read("newer"));
  CAF_CHECK_EQUAL(shown_to(meet()), "/CN=newer");
  before.say("question");
  pump();
  CAF_CHECK_EQUAL(asked(), "question");
}

CAF_TEST(where_clients_need_a_certificate_it_must_be_of_the_right_authority_or_ours) {
  terminator->renew(read("ours", "authority.pem"));
  const auto is_let_in = [this](const std::string& shows) {
    const auto before = admitted.size();
    meet(shows);
    return admitted.size() > before;
  };
  CAF_CHECK(is_let_in("known"));
  CAF_CHECK(!is_let_in("stranger"));
  CAF_CHECK(!is_let_in(""));
  // Of another authority than the clients', but ours.
  authority.issue(files / "self", "self");
  test_authority{"clients"}.write(files / "clients.pem");
  terminator->renew(read("self", "clients.pem"));
  CAF_CHECK(is_let_in("self"));
  CAF_CHECK(!is_let_in("known"));
}

CAF_TEST(an_intermediate_authority_is_enough_for_its_clients) {
  auto between = authority.delegate(files / "between", "between");
  between.issue(files / "below", "below");
  terminator->renew(read("ours", "between.pem"));
  meet("below");
  CAF_CHECK_EQUAL(admitted.size(), 1u);
  meet("known");
  CAF_CHECK_EQUAL(admitted.size(), 1u);
}

CAF_TEST(nobody_comes_back_without_the_certificate_that_is_asked_for) {
  terminator->renew(read("ours", "authority.pem"));
  auto& who = meet("known");
  answer("answer"); // a ticket would have come before
  CAF_CHECK_EQUAL(who.heard, "answer");
  CAF_CHECK_EQUAL(SSL_SESSION_is_resumable(SSL_get0_session(who.stream.native_handle())), 0);
}

CAF_TEST(draining_ends_handshakes_and_closing_everything) {
  meet();
  connect();
  terminator->drain();
  CAF_CHECK_EQUAL(terminator->connections(), 1u);
  terminator->close();
  pump();
  CAF_CHECK_EQUAL(terminator->connections(), 0u);
  CAF_CHECK_EQUAL(emptied, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http
