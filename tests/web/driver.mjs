// A real browser at the end of a pipe: one command a line of JSON on standard input,
// {"call": NAME, "arguments": […]}, one answer a line on standard output, {"result": …} or
// {"error": sentence}. Ends with its input.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

let context;
let page;
let tabs = [];
let counters;
let seen = { requests: [], errors: [] };

/** Runs in the page before anything else: what goes wrong there, and what holds it up. */
function witness() {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(Math.round(task.duration));
  }).observe({ type: "longtask" });
}

/** Answers for the history of any figure: 50, between 40 and 60, and a gap in the middle. */
async function remember(route) {
  const asked = new URL(route.request().url()).searchParams;
  const [from, to] = [Number(asked.get("from")), Number(asked.get("to"))];
  const step = Math.max(Number(asked.get("step")), 15);
  const points = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) {
    const place = (at - from) / (to - from);
    if (place < 0.45 || place > 0.55) points.push([new Date(at * 1000).toISOString(), 40, 50, 60]);
  }
  await route.fulfill({ contentType: "application/json",
    body: JSON.stringify({ metric: asked.get("metric"), unit: "", step, points }) });
}

const calls = {
  /** A new profile at this address. */
  async open(url, { width = 1440, height = 900, scheme = "light", refuse, past, broken, alone } = {}) {
    await context?.close();
    seen = { requests: [], errors: [] };
    context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    context.on("request", (request) => seen.requests.push(request.url()));
    context.on("page", (each) =>
      each.on("pageerror", (error) => seen.errors.push(String(error.stack))));
    await context.addInitScript(witness);
    if (alone) await context.addInitScript(() => delete Navigator.prototype.locks);
    page = await context.newPage();
    tabs = [page];
    counters = await context.newCDPSession(page);
    await counters.send("Performance.enable", { timeDomain: "threadTicks" });
    if (refuse)
      await page.route("**/api/**", (route) =>
        route.fulfill({ status: refuse, contentType: "application/json",
          body: JSON.stringify({ error: "the proxy refuses this request" }) }));
    if (past) await page.route("**/history?*", remember);
    if (broken)
      await page.route(broken, (route) =>
        route.fulfill({ status: 500, contentType: "application/json",
          body: JSON.stringify({ error: "the store is broken" }) }));
    await page.goto(url);
  },
  /** One more tab of the same profile; what follows is about it. */
  async tab(url) {
    page = await context.newPage();
    tabs.push(page);
    await page.goto(url, { timeout: 10_000 });
  },
  /** What follows is about this tab, counted from 0. */
  async turn(to) {
    page = tabs[to];
  },
  /** Closes this tab; what follows is about the first. */
  async leave() {
    await page.close();
    tabs = tabs.filter((each) => each !== page);
    page = tabs[0];
  },
  /** Says to the page that it is hidden or shown: in a headless browser all tabs are seen. */
  async hidden(yes) {
    await page.evaluate((is) => {
      Object.defineProperty(document, "hidden", { value: is, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, yes);
  },
  /** What was broken works again. */
  mend: (broken) => page.unroute(broken),
  /** Every request so far, errors of scripts, and what the policy forbade. */
  async report() {
    return { ...seen, violations: await page.evaluate("window.violations"), url: page.url() };
  },
  evaluate: (expression) => page.evaluate(expression),
  /** Until an expression is true of the page; the milliseconds it took. */
  async until(expression, seconds = 10) {
    const began = Date.now();
    for (;;) {
      if (await page.evaluate(expression)) return Date.now() - began;
      if (Date.now() - began > seconds * 1000)
        throw new Error(`after ${seconds} s: not ${expression}\n${await page.innerText("body")}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  },
  /** So many times slower than this machine is. */
  throttle: (rate) => counters.send("Emulation.setCPUThrottlingRate", { rate }),
  /** Leaves the page alone: polling it would disturb the measurement. */
  pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  text: (selector) => page.innerText(selector),
  texts: (selector) => page.locator(selector).allInnerTexts(),
  count: (selector) => page.locator(selector).count(),
  click: (selector) => page.locator(selector).first().click(),
  dblclick: (selector) => page.locator(selector).first().dblclick(),
  fill: (selector, text) => page.fill(selector, text),
  press: (key) => page.keyboard.press(key),
  back: () => page.goBack(),
  reload: () => page.reload(),
  size: (width, height) => page.setViewportSize({ width, height }),
  media: (colorScheme) => page.emulateMedia({ colorScheme }),
  offline: (yes) => context.setOffline(yes),
  shot: (path) => page.screenshot({ path }),
  /** Over a part of an element, from and to in hundredths of its width. */
  async drag(selector, from, to) {
    const box = await page.locator(selector).first().boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + (box.width * from) / 100, y);
    await page.mouse.down();
    await page.mouse.move(box.x + (box.width * (from + to)) / 200, y, { steps: 4 });
    await page.mouse.move(box.x + (box.width * to) / 100, y, { steps: 4 });
    await page.mouse.up();
  },
  /** Over a place of an element, in hundredths of its width. */
  async hover(selector, place) {
    const box = await page.locator(selector).first().boundingBox();
    await page.mouse.move(box.x + (box.width * place) / 100, box.y + box.height / 2);
  },
  async wheel(selector, amount) {
    const box = await page.locator(selector).first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, amount);
  },
  /** What axe-core finds: a sentence per kind of fault. */
  async axe() {
    await page.evaluate(AXE);
    const found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})");
    return found.violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
  },
  /** Seconds for which the main thread has worked, of them in scripts and in layout, and the time. */
  async work() {
    const { metrics } = await counters.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return {
      task: of("TaskDuration"),
      script: of("ScriptDuration"),
      layout: of("LayoutDuration") + of("RecalcStyleDuration"),
      at: await page.evaluate("performance.now() / 1000"),
    };
  },
};

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const { call, arguments: given } = JSON.parse(line);
  let answer;
  try {
    answer = { result: (await calls[call](...given)) ?? null };
  } catch (error) {
    answer = { error: String(error.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
