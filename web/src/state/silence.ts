// Silences: which containers they cover, and the commands that make and end them.
import type { Container, Silence } from "./types";

/** A pattern with `*` and `?`, as a regular expression. */
function glob(pattern: string): RegExp {
  const text = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${text}$`, "s");
}

/** Whether `name=web-*`, `image=nginx:*` or `label=team=web` is about a container. */
function matches(pattern: string, c: Container): boolean {
  const at = pattern.indexOf("=");
  const [what, value] = [pattern.slice(0, at), pattern.slice(at + 1)];
  if (what === "name") return glob(value).test(c.name);
  if (what === "image") return glob(value).test(c.image ?? "");
  if (what !== "label") return false;
  const [key = "", ...rest] = value.split("=");
  const given = c.labels[key];
  return given !== undefined && (!rest.length || given === rest.join("="));
}

/** Whether a silence covers a container, as far as the visible labels show. */
export function covers(silence: Silence, c: Container): boolean {
  return silence.include.some((pattern) => matches(pattern, c)) &&
    !silence.exclude?.some((pattern) => matches(pattern, c));
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command with the options by which it finds the instance that serves the page. */
export function found(command: string, options: string[] = []): string {
  return [command, ...options.map(quoted)].join(" ");
}

/** The command that silences a container for a while. */
export function silenceCommand(name: string): string {
  return `docker-monitor silence add --include ${quoted(`name=${name}`)} --for 2h`;
}

/** The command that ends a silence. */
export function endCommand(id: string): string {
  return `docker-monitor silence end ${quoted(id)}`;
}

/** The command that acknowledges an alarm. */
export function ackCommand(id: string): string {
  return `docker-monitor ack ${quoted(id)}`;
}
