import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons";
import { choose, countStatuses, STATUSES } from "../state/listing";
import { CLOSED, descendsAtFirst, go, route, type SortKey } from "../state/route";
import { rows, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";
import { ALWAYS, chooseColumns, chosenColumns, COLUMNS, wantedColumns } from "../state/columns";
import { choicesOf, termOf, withTerm } from "../state/filter";
import { hub } from "../state/fleet";
import { held } from "./table";

function toggle(statuses: string[], status: string): string[] {
  return statuses.includes(status) ? statuses.filter((s) => s !== status) : [...statuses, status];
}

const CHOICES = [
  ["host", "Host", "any"], ["health", "Health", "any"], ["image", "Image", "any"], ["project", "Project", "any"], ["label", "Label", "any"],
] as const;

/** Writes terms into the filter for those who do not know them. */
function MoreFilters() {
  useSignal(rowsChanged);
  const { filter } = useSignal(route);
  const choices = choicesOf(rows.values());
  return (
    <div class="more-filters" role="group" aria-label="More filters">
      {CHOICES.map(([term, label, any]) => {
        const value = termOf(filter, term);
        if (term === "host" && !choices.host.length && !value) return null; // not on a hub
        const known = choices[term].includes(value) || !value;
        return (
          <label key={term}>{label}
            <select value={value} data-term={term} onChange={(event) =>
              go({ filter: withTerm(route.value.filter, term, event.currentTarget.value) })}>
              <option value="">{any}</option>
              {!known && <option value={value}>{value}</option>}
              {choices[term].map((each) => <option key={each} value={each}>{each}</option>)}
            </select>
          </label>);
      })}
    </div>
  );
}

/** Which columns there are beside those that always are. */
function ChooseColumns() {
  const chosen = useSignal(chosenColumns);
  const wanted = wantedColumns(chosen);
  return (
    <div class="choose-columns" role="group" aria-label="Columns">
      {COLUMNS.filter(({ key }) => !ALWAYS.includes(key)).map(({ key, label, title }) => (
        <label key={key} title={title}>
          <input type="checkbox" data-column={key} checked={wanted.includes(key)} onChange={() =>
            chooseColumns(wanted.includes(key) ? wanted.filter((each) => each !== key) : [...wanted, key])} />
          {label}</label>))}
      {chosen && <button type="button" class="button" onClick={() => chooseColumns(undefined)}>As at first</button>}
      <span class="tally">shown as far as there is room</span>
    </div>
  );
}

/** Which containers are shown, and how. */
export function Filters() {
  useSignal(rowsChanged);
  const at = useSignal(route);
  const still = useSignal(held) && at.sort !== "name";
  const many = useSignal(hub);
  const input = useRef<HTMLInputElement>(null);
  const [panel, setPanel] = useState<"filters" | "columns">();
  const turn = (which: "filters" | "columns") => setPanel(panel === which ? undefined : which);
  const terms = CHOICES.filter(([term]) => termOf(at.filter, term)).length;
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
        <span class="unseen">Filter by name, image, project or id, or by terms such as label:team=web</span>
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
            title={status === "unhealthy" ? "These are running or paused, and counted there, too." : undefined}
            onClick={() => go({ statuses: toggle(at.statuses, status) })}>
            {status === "unhealthy" && <span class="tally">of them</span>}
            {status} <span class="tally">{counts.get(status) ?? 0}</span></button>))}
      </div>
      <button type="button" class="button open-filters" aria-expanded={panel === "filters"}
        onClick={() => turn("filters")}>Filters{terms > 0 && <span class="tally">{terms}</span>}</button>
      <label class="sort"><span>Sort </span>
        <select aria-label="Sort" value={at.sort} onChange={(event) => {
          const sort = event.currentTarget.value as SortKey;
          go({ sort, descending: descendsAtFirst(sort) });
        }}>
          {COLUMNS.map(({ key, label }) => <option key={key} value={key}>{label}</option>)}
        </select>
      </label>
      <span class="arrangement">
        {(many ? ["host", "project"] as const : ["project"] as const).map((by) => (
          <button key={by} type="button" class="group-by" aria-pressed={at.grouped === by}
            onClick={() => go({ grouped: at.grouped === by ? undefined : by })}>By {by}</button>))}
        <button type="button" class="button open-columns" aria-expanded={panel === "columns"}
          onClick={() => turn("columns")}>Columns</button>
      </span>
      {still && <span class="tally still">order held while you point at it</span>}
      <span class="tally shown" role="status">
        {shown === rows.size ? "" : `${shown} of ${rows.size}`}</span>
      {panel === "filters" && <MoreFilters />}
      {panel === "columns" && <ChooseColumns />}
    </div>
  );
}
