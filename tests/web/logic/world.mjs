// What the modules of the page find where there is no browser, and the modules themselves. The
// folder in which the page was built comes after the name of the test: esbuild is taken from there.
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const built = resolve(process.argv[2]);
const { build } = createRequire(join(built, "package.json"))("esbuild");
const sources = join(dirname(fileURLToPath(import.meta.url)), "../../../web/src");

const bundles = new Map();
let made = 0;

/** The exports of modules such as "state/alarms", as new as in a page that was just opened. */
export async function load(...names) {
  const contents = names.map((name) =>
    `export * from ${JSON.stringify(name === "preact" ? name : `./${name}`)};`);
  const key = contents.join("\n");
  if (!bundles.has(key))
    bundles.set(key, await build({
      stdin: { contents: key, resolveDir: sources, loader: "ts" },
      bundle: true,
      write: false,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      nodePaths: [join(built, "node_modules")],
      logLevel: "warning",
    }).then(({ outputFiles }) => outputFiles[0].text));
  const text = `${await bundles.get(key)}// ${++made}`;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

// The page of a program that is asked without a proxy.
globalThis.location = { pathname: "/", search: "", hash: "" };
globalThis.addEventListener = () => {};

let waiting = [];

/** Runs what waits for the next frame. */
export function frame() {
  const now = waiting;
  waiting = [];
  for (const { callback } of now) callback(performance.now());
  return now.length;
}

let frames = 0;
globalThis.requestAnimationFrame = (callback) => {
  waiting.push({ id: ++frames, callback });
  return frames;
};
globalThis.cancelAnimationFrame = (id) => {
  waiting = waiting.filter((one) => one.id !== id);
};

/** Time for which the test speaks: performance.now() is `clock.now`. */
export const clock = { now: 1000 };
globalThis.performance = { now: () => clock.now, mark() {} };

// No test waits for what comes after seconds, and none is kept from its end by it.
const later = globalThis.setTimeout;
globalThis.setTimeout = (callback, milliseconds, ...more) => {
  const timer = later(callback, milliseconds, ...more);
  return milliseconds >= 1000 ? timer.unref() : timer;
};

/** Until all that is promised has happened that needs nothing else. */
export async function settle() {
  for (let i = 0; i < 20; ++i) await new Promise((resolve) => setImmediate(resolve));
}

/** Fails rather than to wait for ever. */
export function within(promise, milliseconds = 5000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not after ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** All that was asked for, newest last; `answer(path, options)` is the server. */
export function serve(answer) {
  const asked = [];
  globalThis.fetch = async (path, options) => {
    asked.push(path.replace("/docker-monitor/api/v2/", ""));
    if (asked.length > 1000) throw new Error("asks without end");
    const said = await answer(asked.at(-1), options);
    return said instanceof Response ? said : Response.json(said);
  };
  return asked;
}
