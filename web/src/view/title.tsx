import { useEffect } from "preact/hooks";
import { alarmsChanged } from "../state/alarms";
import { begun, host, link } from "../state/live";
import { route } from "../state/route";
import { rows, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";
import { troubleCount } from "../state/trouble";

/** What the tab says: how much is in trouble, or that nobody can say, then where. */
export function titleOf(trouble: number | undefined, container?: string, host?: string): string {
  const count = trouble === undefined ? "(!) " : trouble > 0 ? `(${trouble}) ` : "";
  return count + [container, host, "docker-monitor"].filter(Boolean).join(" · ");
}

/** Draws nothing: keeps the title of the tab. */
export function Title() {
  const at = useSignal(route);
  const told = useSignal(host);
  const ready = useSignal(begun);
  const { phase } = useSignal(link);
  useSignal(rowsChanged);
  useSignal(alarmsChanged);
  const heard = phase === "live" && told?.engine.connected !== false;
  const text = titleOf(!ready ? 0 : heard ? troubleCount(rows.values()) : undefined, at.container, told?.name);
  useEffect(() => {
    document.title = text;
  }, [text]);
  return null;
}
