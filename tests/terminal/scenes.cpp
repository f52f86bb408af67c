#include "tests/terminal/scenes.hpp"

#include <array>

namespace docker_monitor::terminal {

using namespace std::chrono_literals;

moment at(int seconds) {
  const auto wall = std::chrono::sys_days{std::chrono::November / 22 / 2026} + 10h + 30min;
  return {wall + std::chrono::seconds{seconds}, steady_time{1h + std::chrono::seconds{seconds}}};
}

std::string object_of(std::string_view name, double cpu, std::string_view more) {
  const std::string n{name};
  std::string object = R"({"name":")" + n + R"(","id":"id-)" + n + R"(","image":"busybox:1")";
  if (more.find("\"status\"") == std::string_view::npos)
    object += R"(,"status":"running","startedAt":"2026-11-22T09:00:00.000Z")";
  if (cpu >= 0)
    object +=
        R"(,"sampledAt":"2026-11-22T10:30:00.000Z","cpu":{"percent":)" + std::to_string(cpu)
        + R"(,"limitPercent":100},"memory":{"percent":12.5,"workingSetBytes":134217728,"limitBytes":1073741824},)"
          R"("network":[{"interface":"eth0","rxBytes":5000,"txBytes":7000,)"
          R"("rxBytesPerSecond":1200,"txBytesPerSecond":3400}],"pids":{"current":7})";
  return object.append(more) + "}";
}

std::string state_of(std::string_view containers, std::string_view alarms, bool connected) {
  std::string data = R"({"host":{"engine":{"name":"Docker","version":"26.1.5","connected":)";
  data += connected ? "true" : R"(false,"problem":"connection refused")";
  data +=
      R"(},"cores":4,"memoryBytes":8589934592,"cpu":{"percent":102,"hostPercent":25.5},)"
      R"("memory":{"percent":40,"usedBytes":3435973836,"workingSetBytes":1},"version":"0.1.0"},"alarms":[)";
  return data.append(alarms).append("],\"containers\":[").append(containers).append("]}");
}

std::string alarm_of(
    std::string_view id, std::string_view container, std::string_view state,
    std::string_view closes) {
  const bool open = state == "open";
  std::string alarm =
      R"({"namespace":"dojot.docker.container",)"
      R"("domain":"docker container status change",)"
      R"("eventTimestamp":"2026-11-22T10:28:00.000Z","description":"","severity":")";
  alarm.append(open ? "Major" : "Clear").append(R"(","primarySubject":{"container":")");
  alarm.append(container).append(R"(","image":"busybox:1"},"id":")").append(id);
  alarm.append(R"(","kind":")").append(open ? "down" : "up").append(R"(","state":")").append(state);
  alarm.append(R"(","containerId":"id-)").append(container).append("\"");
  if (!closes.empty())
    alarm.append(R"(,"closes":")").append(closes).append("\"");
  alarm += R"(,"additionalData":{"origin":"live")";
  if (open)
    alarm += R"(,"exitCode":137,"cause":"oom")";
  return alarm + "}}";
}

std::string host_lost_alarm(std::string_view id, std::string_view host, std::string_view closes) {
  const std::string name{host};
  std::string alarm =
      R"({"namespace":"dojot.docker.container","domain":"docker container status change",)"
      R"("eventTimestamp":"2026-11-22T10:29:00.000Z","description":"host is lost",)"
      R"("severity":"Critical","primarySubject":{"container":"-","image":"-","host":")"
      + name + R"("},"id":")" + std::string{id} + R"(","kind":"host-lost","host":")" + name
      + R"(","additionalData":{"origin":"live"})";
  if (!closes.empty())
    alarm.append(R"(,"closes":")").append(closes).append("\"");
  return alarm.append(R"(,"state":")").append(closes.empty() ? "open" : "closed").append("\"}");
}

std::string whole_alarm() {
  return R"({"namespace":"dojot.docker.container","domain":"docker container status change",)"
         R"("eventTimestamp":"2026-11-22T10:28:00.000Z","description":"","severity":"Major",)"
         R"("primarySubject":{"container":"db","image":"registry.example.org/team/db:16"},)"
         R"("id":"7","kind":"down","state":"open","containerId":"id-db","host":"box",)"
         R"("url":"http://box:5000/#container=db",)"
         R"("acknowledged":{"by":"ann\u001b[2J","at":"2026-11-22T10:29:00.000Z"},)"
         R"("additionalData":{"exitCode":137,"signal":"SIGKILL","cause":"oom","oomKilled":true,)"
         R"("origin":"replayed","imageId":"sha256:0123","identity":"shop/db/1",)"
         R"("rule":"databases","reason":"what ended it is\nin the log of the kernel",)"
         R"("lastSample":{"sampledAt":"2026-11-22T10:27:59.000Z","cpuPercent":12.5,)"
         R"("memoryPercent":99.5,"memoryUsageBytes":1073741824,"memoryLimitBytes":1073741824},)"
         R"("lastLogLines":["starting","\tat main \u001b[31m\r"],)"
         R"("probeOutput":"curl: (7)\nrefused"}})";
}

overview shop() {
  constexpr std::string_view project = R"(,"service":{"project":"shop","name":"x"})";
  const std::string containers = object_of("web-1", 80, project) + ","
                                 + object_of("web-2", 20, project) + ","
                                 + object_of("db", 5, project) + "," + object_of("alone", 50) + ","
                                 + object_of("old", -1, R"(,"status":"exited","exitCode":137)");
  overview known;
  known.take("state", state_of(containers), at());
  known.take_open_alarms(none_open);
  return known;
}

std::vector<std::string> texts_of(const picture& made) {
  std::vector<std::string> texts;
  for (const auto& one : made.lines)
    texts.push_back(text_of(one));
  return texts;
}

std::string text_of(const picture& made) {
  std::string text;
  for (const auto& one : texts_of(made))
    text.append(one).append("\n");
  return text;
}

} // namespace docker_monitor::terminal
