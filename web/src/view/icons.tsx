import type { JSX } from "preact";
import { troubleOf } from "../state/trouble";
import type { Container } from "../state/types";

/** What a container's state comes to, for the eye. */
export type Tone = "good" | "busy" | "warn" | "bad" | "off";

const SHAPES: Record<string, JSX.Element> = {
  run: <path d="M5 3.2v9.6L13 8z" />,
  pause: <path d="M4.5 3.5h2.4v9H4.5zM9.1 3.5h2.4v9H9.1z" />,
  stop: <path d="M4 4h8v8H4z" />,
  ring: <path d="M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z" />,
  loop: <path d="M8 3a5 5 0 1 0 5 5h-2a3 3 0 1 1-3-3v2l4-3-4-3z" />,
  cross: <path d="M4.4 3 8 6.6 11.6 3 13 4.4 9.4 8l3.6 3.6-1.4 1.4L8 9.4 4.4 13 3 11.6 6.6 8 3 4.4z" />,
  alert: <path d="M8 2 1.5 13.5h13zM7.2 6h1.6l-.2 4H7.4zM7.2 11h1.6v1.4H7.2z" />,
  check: <path d="m6.4 12.6-4-4L4 7l2.4 2.4L12 3.8l1.6 1.6z" />,
  info: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm-.9 2.6h1.8v1.7H7.1zm0 2.7h1.8v4.4H7.1z" />,
  search: <path d="M7 2.5a4.5 4.5 0 1 0 2.7 8.1l3 3 1-1-3-3A4.5 4.5 0 0 0 7 2.5zM7 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6z" />,
  half: <path d="M8 2a6 6 0 1 0 0 12zm0 0v1.2a4.8 4.8 0 0 1 0 9.6V14A6 6 0 0 0 8 2z" />,
  sun: <path d="M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM7.4 1h1.2v2.4H7.4zm0 11.6h1.2V15H7.4zM1 7.4h2.4v1.2H1zm11.6 0H15v1.2h-2.4z" />,
  moon: <path d="M6.5 2a6 6 0 1 0 7.5 7.5A5 5 0 0 1 6.5 2z" />,
  back: <path d="M9.8 3 11 4.2 7.2 8l3.8 3.8L9.8 13l-5-5z" />,
};

/** Never the only sign: a word stands beside it. */
export function Icon({ shape, tone }: { shape: string; tone?: Tone | undefined }) {
  return (
    <svg class={`icon ${tone ?? ""}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {SHAPES[shape]}
    </svg>
  );
}

/** Icon, tone and word of a container's state, with what is wrong with it. */
export function appearanceOf(c: Container, trouble = troubleOf(c)): { shape: string; tone: Tone; word: string } {
  switch (c.status) {
    case "running":
      if (trouble === "crash loop") return { shape: "loop", tone: "bad", word: "crash loop" };
      if (c.health === "unhealthy") return { shape: "alert", tone: "bad", word: "unhealthy" };
      if (trouble === "near a limit") return { shape: "alert", tone: "warn", word: trouble };
      if (c.health === "starting") return { shape: "run", tone: "busy", word: "starting" };
      return { shape: "run", tone: "good", word: c.health === "healthy" ? "healthy" : "running" };
    case "paused":
      return { shape: "pause", tone: "warn", word: "paused" };
    case "restarting":
      return { shape: "loop", tone: "bad", word: "restarting" };
    case "created":
      return { shape: "ring", tone: "off", word: "created" };
    case "removing":
      return { shape: "ring", tone: "off", word: "removing" };
    case "unknown":
      return { shape: "ring", tone: "off", word: "unknown" };
    case "dead":
      return { shape: "cross", tone: "bad", word: "dead" };
    case "exited": {
      const how = trouble ? { shape: "cross", tone: "bad" as const } : { shape: "stop", tone: "off" as const };
      if (c.oomKilled) return { ...how, word: "out of memory" };
      return { ...how, word: c.exitCode === undefined ? "exited" : `exited ${c.exitCode}` };
    }
  }
}
