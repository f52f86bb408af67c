import { Signal } from "../state/signal";

export type Theme = "auto" | "light" | "dark";
const KEY = "docker-monitor.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY);
    if (text === "light" || text === "dark") return text;
  } catch {
    // the browser stores nothing
  }
  return "auto";
}

export const theme = new Signal<Theme>("auto");
/** Counts changes of colours: what is drawn on a canvas must be drawn again. */
export const colours = new Signal(0);

let known = new Map<string, string>();

/** The value of one of the style sheet's colours, such as `--accent`. */
export function colour(name: string): string {
  let value = known.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    known.set(name, value);
  }
  return value;
}

function repaint(): void {
  known = new Map();
  colours.value += 1;
}

function apply(): void {
  if (theme.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
  repaint();
}

/** From automatic to the other of what is seen, back, and on. */
export function switchTheme(): void {
  const order: Theme[] = ["auto", "light", "dark"];
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? "auto";
  try {
    if (theme.value === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme.value);
  } catch {
    // then it holds until the next reload
  }
  apply();
}

export function beginTheme(): void {
  theme.value = stored();
  dark.addEventListener("change", repaint);
  apply();
}
