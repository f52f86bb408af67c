import { useEffect } from "preact/hooks";
import { alarmsChanged } from "../state/alarms";
import { begun, host, link } from "../state/live";
import { route } from "../state/route";
import { rows, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";
import { troubleCount } from "../state/trouble";

/** The title of the tab: how much is in trouble, or "!" where that is unknown, then where. */
export function titleOf(trouble: number | undefined, container?: string, host?: string): string {
  const count = trouble === undefined ? "(!) " : trouble > 0 ? `(${trouble}) ` : "";
  return count + [container, host, "docker-monitor"].filter(Boolean).join(" · ");
}

/** Draws nothing: keeps the title of the tab. */
export function Title() {
  const at = useSignal(route);
  const info = useSignal(host);
  const ready = useSignal(begun);
  const { phase } = useSignal(link);
  useSignal(rowsChanged);
  useSignal(alarmsChanged);
  const connected = phase === "live" && info?.engine.connected !== false;
  const text = titleOf(!ready ? 0 : connected ? troubleCount(rows.values()) : undefined, at.container, info?.name);
  useEffect(() => {
    document.title = text;
  }, [text]);
  return null;
}
