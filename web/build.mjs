// Bundles the page into one document that asks for nothing else.
//
//   node build.mjs FOLDER
//
// writes FOLDER/page.html, the same compressed (page.html.gz), and the value of the
// Content-Security-Policy field that allows just what is in it (page.csp). esbuild and the
// libraries are taken from FOLDER/node_modules, so that the sources may be read-only.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const from = dirname(fileURLToPath(import.meta.url));
const to = resolve(process.argv[2]);
const { build } = createRequire(join(to, "package.json"))("esbuild");

const bundled = await build({
  absWorkingDir: from,
  entryPoints: { page: "src/main.tsx", style: "styles/page.css" },
  outdir: to,
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: ["es2022", "chrome105", "firefox110", "safari16"],
  jsx: "automatic",
  jsxImportSource: "preact",
  nodePaths: [join(to, "node_modules")],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
});

function text(name) {
  return bundled.outputFiles.find((file) => file.path.endsWith(name)).text.trim();
}

/** A source of the policy: only what has this content may run or apply. */
function hash(content) {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}

// What would end the element ends the string instead.
const script = text("page.js").replaceAll("</script", "<\\/script");
const style = text("style.css");
// The licences of what is bundled ask to go with it.
const notices = ["preact", "uplot"].map((name) =>
  `${name}:\n${readFileSync(join(to, "node_modules", name, "LICENSE"), "utf8").trim()}`);
const document = readFileSync(join(from, "page.html"), "utf8")
  .replace("<!--notices-->", () => `<!-- This page contains\n\n${notices.join("\n\n")}\n-->`)
  .replace("<!--style-->", () => `<style>${style}</style>`)
  .replace("<!--script-->", () => `<script type="module">${script}</script>`);
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

writeFileSync(join(to, "page.html"), document);
writeFileSync(join(to, "page.html.gz"), gzipSync(document, { level: 9 }));
writeFileSync(join(to, "page.csp"), policy);
