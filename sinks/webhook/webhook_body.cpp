#include "sinks/webhook/webhook_body.hpp"

#include "sinks/alarm_words.hpp"
#include "sinks/webhook/push_body.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace docker_monitor::sinks {

namespace {

using json = nlohmann::ordered_json;

std::string dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Returns the log lines for a block of code, without anything that ends the block.
std::string code_of(const model::alarm& alarm, model::log_lines lines, std::size_t limit) {
  auto text = last_output(alarm, lines, limit);
  std::ranges::replace(text, '`', '\'');
  return text;
}

/// Returns the link for details, if it is short enough for every receiver. The program makes it, so
/// nothing in it needs escaping.
std::string link_of(const model::alarm& alarm) {
  constexpr std::size_t longest = 600;
  return alarm.url.size() <= longest ? alarm.url : std::string{};
}

/// Returns the facts, one per line, each escaped and cut.
std::string facts_of(const alarm_words& words, std::size_t each, escaper escape) {
  std::string text;
  for (const auto& [what, value] : words.facts)
    text.append(text.empty() ? "" : "\n")
        .append(what)
        .append(": ")
        .append(fit(value, each, escape));
  return text;
}

// Slack: https://api.slack.com/reference/block-kit/blocks, /messaging/formatting-text. No markup
// works in plain_text; &, < and > are escaped everywhere.

std::string slack_escape(std::string_view character) {
  if (character == "&")
    return "&amp;";
  if (character == "<")
    return "&lt;";
  if (character == ">")
    return "&gt;";
  return std::string{character};
}

json slack_section(const char* type, std::string text) {
  json content{{"type", type}, {"text", std::move(text)}};
  if (std::string_view{type} == "mrkdwn")
    content["verbatim"] = true;
  else
    content["emoji"] = false;
  return {{"type", "section"}, {"text", std::move(content)}};
}

std::string slack_body(const model::alarm& alarm, model::log_lines lines) {
  constexpr std::size_t max_header = 150;
  constexpr std::size_t max_block = 3000;
  constexpr std::size_t max_fact = 200; // so that 13 of them fit into a block
  constexpr std::size_t max_log = 2000;
  const auto words = put_into_words(alarm);
  const auto title = words.sign + " " + words.title;
  auto blocks = json::array();
  blocks.push_back(
      {{"type", "header"},
       {"text",
        {{"type", "plain_text"},
         {"text", fit(title, max_header, slack_escape)},
         {"emoji", false}}}});
  blocks.push_back(slack_section("plain_text", facts_of(words, max_fact, slack_escape)));
  if (const auto code = code_of(alarm, lines, max_log); !code.empty())
    blocks.push_back(
        slack_section("mrkdwn", "```\n" + fit(code, max_block - 8, slack_escape) + "\n```"));
  if (const auto link = link_of(alarm); !link.empty())
    blocks.push_back(slack_section("mrkdwn", "<" + link + "|Show in docker-monitor>"));
  return dump(
      {{"text", fit(title, max_block, slack_escape)}, {"mrkdwn", false}, {"blocks", blocks}});
}

// Discord: https://discord.com/developers/docs/resources/webhook#execute-webhook.

std::string discord_escape(std::string_view character) {
  constexpr std::string_view markup = "\\*_~`|<>#[]()@";
  std::string text{character};
  if (character.size() == 1 && markup.find(character.front()) != std::string_view::npos)
    text.insert(0, 1, '\\');
  else if (character == "\n" || character == "\r")
    text = " "; // lists and headings begin on a separate line
  return text;
}

std::string discord_body(const model::alarm& alarm, model::log_lines lines) {
  constexpr std::size_t longest = 2000;
  constexpr std::size_t max_title = 400;
  constexpr std::size_t max_fact = 150;
  constexpr std::size_t max_log = 900;
  constexpr int suppress_embeds = 4; // links in names are not unfolded
  const auto words = put_into_words(alarm);
  auto text = "**" + words.sign + " " + fit(words.title, max_title, discord_escape) + "**\n";
  auto code = code_of(alarm, lines, max_log);
  if (!code.empty())
    code = "\n```\n" + code + "\n```";
  const auto facts = facts_of(words, max_fact, discord_escape);
  auto link = link_of(alarm);
  if (!link.empty())
    link = "\n<" + link + ">";
  text += fit(facts, longest - max_title - max_log - 40 - link.size()) + link;
  return dump(
      {{"content", text + code},
       {"allowed_mentions", {{"parse", json::array()}}},
       {"flags", suppress_embeds}});
}

// Teams: an Adaptive Card as a workflow "when a webhook request is received" posts it. No markup
// works in a RichTextBlock.

json teams_text(std::string text, const char* color = "default") {
  return {{"type", "TextRun"}, {"text", std::move(text)}, {"color", color}};
}

json teams_block(json runs) {
  return {{"type", "RichTextBlock"}, {"inlines", std::move(runs)}};
}

const char* teams_color(model::severity severity) {
  switch (severity) {
  case model::severity::clear:
    return "good";
  case model::severity::warning:
    return "accent";
  case model::severity::minor:
    return "warning";
  case model::severity::major:
  case model::severity::critical:
    return "attention";
  }
  return "default";
}

std::string teams_body(const model::alarm& alarm, model::log_lines lines) {
  constexpr std::size_t max_title = 300;
  constexpr std::size_t max_fact = 500;
  constexpr std::size_t max_log = 4000; // a card may have 28 kB
  const auto words = put_into_words(alarm);
  auto title =
      teams_text(words.sign + " " + fit(words.title, max_title), teams_color(alarm.severity));
  title["weight"] = "bolder";
  title["size"] = "medium";
  auto body = json::array({teams_block(json::array({title}))});
  for (const auto& [what, value] : words.facts) {
    auto name = teams_text(what + ": ");
    name["weight"] = "bolder";
    body.push_back(teams_block(json::array({name, teams_text(fit(value, max_fact))})));
    body.back()["spacing"] = "none";
  }
  if (const auto code = code_of(alarm, lines, max_log); !code.empty()) {
    auto run = teams_text(code);
    run["fontType"] = "monospace";
    body.push_back(teams_block(json::array({run})));
  }
  json card{
      {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
      {"type", "AdaptiveCard"},
      {"version", "1.4"},
      {"msteams", {{"width", "Full"}}},
      {"body", body}};
  if (const auto link = link_of(alarm); !link.empty())
    card["actions"] = json::array(
        {{{"type", "Action.OpenUrl"}, {"title", "Show in docker-monitor"}, {"url", link}}});
  return dump(
      {{"type", "message"},
       {"attachments", json::array(
                           {{{"contentType", "application/vnd.microsoft.card.adaptive"},
                             {"contentUrl", nullptr},
                             {"content", card}}})}});
}

} // namespace

std::string
webhook_body(const model::alarm& alarm, const webhook_options& options, model::log_lines lines) {
  switch (options.format) {
  case webhook_format::json:
    return model::to_json(alarm, lines);
  case webhook_format::slack:
    return slack_body(alarm, lines);
  case webhook_format::discord:
    return discord_body(alarm, lines);
  case webhook_format::teams:
    return teams_body(alarm, lines);
  case webhook_format::ntfy:
  case webhook_format::telegram:
  case webhook_format::gotify:
  case webhook_format::pagerduty:
  case webhook_format::pushover:
  case webhook_format::apprise:
    break;
  }
  return push_body(alarm, options, lines);
}

} // namespace docker_monitor::sinks
