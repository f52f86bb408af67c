import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";
import { choose, countStatuses, STATUSES } from "../state/listing";
import { CLOSED, descendsAtFirst, go, route, type SortKey } from "../state/route";
import { rows, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";
import { COLUMNS, held } from "./table";

function toggle(statuses: string[], status: string): string[] {
  return statuses.includes(status) ? statuses.filter((s) => s !== status) : [...statuses, status];
}

/** Which containers are shown, and how. */
export function Filters() {
  useSignal(rowsChanged);
  const at = useSignal(route);
  const still = useSignal(held) && at.sort !== "name";
  const input = useRef<HTMLInputElement>(null);
  const counts = countStatuses(rows.values());
  const shown = choose(rows.values(), at).length;

  useLayoutEffect(() => { // keys count from the moment something is seen
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (target.matches("input, select, textarea")) return;
      event.preventDefault();
      if (route.value.container || route.value.view !== "containers")
        go({ ...CLOSED, view: "containers" });
      requestAnimationFrame(() => input.current?.focus());
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <div class="toolbar filters" role="search">
      <label class="search">
        <Icon shape="search" />
        <span class="unseen">Filter by name, image, project or id</span>
        <input ref={input} type="search" value={at.filter} placeholder="Filter  ( / )"
          autocomplete="off" spellcheck={false}
          onInput={(event) => go({ filter: event.currentTarget.value }, "replace")}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            if (at.filter) go({ filter: "" }, "replace");
            else event.currentTarget.blur();
          }} />
      </label>
      <div class="chips" role="group" aria-label="Status">
        {STATUSES.filter((status) => counts.get(status) || at.statuses.includes(status)).map((status) => (
          <button key={status} type="button" aria-pressed={at.statuses.includes(status)}
            onClick={() => go({ statuses: toggle(at.statuses, status) })}>
            {status} <span class="tally">{counts.get(status) ?? 0}</span></button>))}
      </div>
      <label class="sort">Sort{" "}
        <select value={at.sort} onChange={(event) => {
          const sort = event.currentTarget.value as SortKey;
          go({ sort, descending: descendsAtFirst(sort) });
        }}>
          {COLUMNS.map(({ key, label }) => <option key={key} value={key}>{label}</option>)}
        </select>
      </label>
      <button type="button" class="group-by" aria-pressed={at.grouped}
        onClick={() => go({ grouped: !at.grouped })}>By project</button>
      {still && <span class="tally still">order held while you point at it</span>}
      <span class="tally shown" role="status">
        {shown === rows.size ? "" : `${shown} of ${rows.size}`}</span>
    </div>
  );
}
