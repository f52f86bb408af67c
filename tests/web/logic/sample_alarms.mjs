// Alarms for the tests of what the page knows of them.
const BEGAN = Date.UTC(2026, 10, 22);

/** The nth alarm: an event, unless `more` says otherwise. */
export function alarm(n, more = {}) {
  return {
    id: `a${n}`, kind: "up", state: "event", severity: "Clear", description: "container started",
    eventTimestamp: new Date(BEGAN + n * 1000).toISOString(), containerId: "c",
    primarySubject: { container: "web", image: "nginx" }, additionalData: { origin: "live" }, ...more,
  };
}

export const open = (n, more) => alarm(n, { kind: "down", state: "open", severity: "Major", ...more });

export const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
/** The state of the alarm with this id; undefined where it is not known. */
export const stateOf = (book, id) => [...book.all()].find((one) => one.id === id)?.state;
