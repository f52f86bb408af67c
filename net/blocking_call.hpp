#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace docker_monitor::net {

/// Runs a coroutine in the calling thread until it ends. `left` returns how long it may still take;
/// it is asked at least once per `slice`. When nothing is left, calls `abort` until the coroutine
/// has ended.
template <class Result, class Abort>
Result run_blocking(
    boost::asio::io_context& io, boost::asio::awaitable<Result> call,
    const std::function<std::chrono::milliseconds()>& left, std::chrono::milliseconds slice,
    const Abort& abort) {
  std::optional<Result> result;
  std::exception_ptr thrown;
  boost::asio::co_spawn(
      io, std::move(call), [&result, &thrown](const std::exception_ptr& error, Result value) {
        thrown = error;
        result.emplace(std::move(value));
      });
  io.restart();
  for (auto rest = left(); !result && rest.count() > 0; rest = left())
    io.run_one_for(std::min<std::chrono::milliseconds>(rest, slice));
  while (!result) { // repeatedly, as it may be about to open a connection
    abort();
    io.run_one_for(slice);
  }
  if (thrown)
    std::rethrow_exception(thrown);
  return *std::move(result);
}

} // namespace docker_monitor::net
