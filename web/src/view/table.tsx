import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { chosenColumns, fitColumns, type Column } from "../state/columns";
import { seedVisible } from "../state/history";
import { link, staleSeconds } from "../state/live";
import { choose, lines, order, type Line } from "../state/listing";
import { descendsAtFirst, go, route, type SortKey } from "../state/route";
import { fleetHosts } from "../state/fleet";
import { awayAge, awayWords } from "./hosts";
import { ContainerRow, GroupRow, uptimeOf } from "./row";
import { newestCell, now, rows, rowsChanged, type Row } from "../state/rows";
import { Signal, useSignal } from "../state/signal";
import { useSlots } from "../state/slots";
import { TROUBLES, troubleOf } from "../state/trouble";
import { alarmsChanged } from "../state/alarms";

const OVERSCAN = 3;
/** Values change all the time; rows that jump all the time can't be read. */
const REORDER_MS = 3000;

export function sortBy(key: SortKey): void {
  const { sort, descending } = route.value;
  go({ sort: key, descending: key === sort ? !descending : descendsAtFirst(key) });
}

function Head({ columns }: { columns: Column[] }) {
  const { sort, descending } = useSignal(route);
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {columns.map(({ key, label, title }) => (
          <th key={key} role="columnheader" scope="col" class={key}
            aria-sort={key === sort ? (descending ? "descending" : "ascending") : "none"}>
            <button type="button" title={title} onClick={() => sortBy(key)}>
              {label}<span class="arrow" aria-hidden="true">
                {key === sort ? (descending ? "▼" : "▲") : ""}</span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** True while the pointer is over rows: they stay where they are, so that none is missed. */
export const held = new Signal(false);

/** The order of ids as it was last made, and what it was made for. */
interface Made {
  at: number;
  wish: string;
  rank: Map<string, number>;
}

/** Which rows are in trouble, but for those near a limit: that may change each second. */
function seriousIn(rows: Row[]): string {
  return rows.flatMap(({ c }) => {
    const trouble = troubleOf(c);
    return trouble && trouble !== TROUBLES.at(-1) ? [c.id.slice(0, 12) + trouble] : [];
  }).join();
}

/** Rows in order. The order is computed again when another is wanted, and every few seconds unless held. */
function useOrder(chosen: Row[], sort: SortKey, descending: boolean, held: boolean): Row[] {
  const made = useRef<Made>({ at: 0, wish: "", rank: new Map() });
  const wish = `${sort} ${descending} ${sort === "status" && !held ? seriousIn(chosen) : ""}`;
  const { at, rank } = made.current;
  const time = performance.now();
  const other = held ? !made.current.wish.startsWith(`${sort} ${descending} `) : made.current.wish !== wish;
  if (other || (time - at > REORDER_MS && !held)) {
    const ordered = order(chosen, sort, descending);
    const next = new Map(ordered.map((row, i) => [row.c.id, i]));
    made.current = { at: time, wish, rank: next };
    return ordered;
  }
  // New ones come where they belong once the order is made again: at the end until then.
  return [...chosen].sort(
    (a, b) => (rank.get(a.c.id) ?? Infinity) - (rank.get(b.c.id) ?? Infinity) || 0,
  );
}

export function Table() {
  useSignal(rowsChanged);
  useSignal(alarmsChanged);
  const newest = useSignal(newestCell);
  const at = useSignal(route);
  const hosts = useSignal(fleetHosts);
  const silent = useSignal(staleSeconds) > 0;
  const stale = useSignal(link).phase !== "live" || silent;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800, line: 38, room: 90 });
  const chosen = useSignal(chosenColumns);
  const { columns, tight, template } = useMemo(() => fitColumns(view.room, chosen), [view.room, chosen]);
  const [active, setActive] = useState("");
  /** True from a key until what it leads to is drawn and has the focus. */
  const moving = useRef(false);

  const ordered = useOrder(choose(rows.values(), at), at.sort, at.descending, held.value);
  const shown: Line[] = lines(ordered, at);
  const first = Math.max(0, Math.floor(view.top / view.line) - OVERSCAN);
  const last = Math.min(shown.length, Math.ceil((view.top + view.height) / view.line) + OVERSCAN);
  const visible = shown.slice(first, last);
  const slots = useSlots(
    visible.map((line) => line.key), first, Math.ceil(view.height / view.line) + 2 * OVERSCAN + 1);
  const complete = slots.length === visible.length && !slots.some(({ late }) => late);
  const containers = visible.flatMap((line) => (line.kind === "container" ? [line.row] : []));
  const stop = containers.find((row) => row.c.id === active)?.c.id
    ?? containers.find((_, i) => i >= Math.min(OVERSCAN, first))?.c.id;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const line = parseFloat(getComputedStyle(element).getPropertyValue("--line")) || 38;
      const height = element.clientHeight;
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 13;
      const room = Math.floor(element.clientWidth / rem);
      setView((before) => height === before.height && line === before.line && room === before.room
        ? before : { top: element.scrollTop, height, line, room });
    };
    // Comes before anything of the frame was drawn: where it is asked later, all is laid out twice.
    const onScroll = () => {
      const top = element.scrollTop;
      // Most scrolling stays within what is drawn already.
      setView((before) =>
        Math.abs(top - before.top) >= before.line * (OVERSCAN - 1) ? { ...before, top } : before);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    measure();
    return () => {
      element.removeEventListener("scroll", onScroll);
      sizes.disconnect();
    };
  }, []);

  // Another filter shows its first rows.
  const sought = `${at.filter}\n${at.statuses.join()}\n${at.sort}\n${at.descending}\n${at.grouped}`;
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [sought]);
  // A table that goes fires no pointerleave.
  useEffect(() => () => {
    held.value = false;
  }, []);
  useEffect(() => seedVisible(containers));
  // The focus belongs to a container, not to the line that shows it at the moment.
  useLayoutEffect(() => {
    const focused = document.activeElement as HTMLElement | null;
    const id = scroller.current?.contains(focused) ? focused?.dataset["id"] : undefined;
    if (id === active) moving.current = false;
    if (id === active || (id === undefined && !moving.current)) return;
    const link = scroller.current?.querySelector<HTMLElement>(`a[data-id="${CSS.escape(active)}"]`);
    link?.focus({ preventScroll: true });
    if (link || complete) moving.current = false;
  });
  // For the browser's tools and for measurements: when the first rows were drawn.
  useEffect(() => void performance.mark("first-rows"), []);
  const marked = useRef(false);
  useEffect(() => {
    if (complete && !marked.current) performance.mark("all-rows");
    marked.current ||= complete;
  }, [complete]);

  /** Moves from container to container by the keyboard; scrolls as far as needed. */
  const move = (by: number) => {
    const places = shown.flatMap((line, i) => (line.kind === "container" ? [i] : []));
    if (!places.length) return;
    const current = places.findIndex((i) => shown[i]?.key === active);
    const start = current >= 0 ? current : by > 0 ? -1 : 0; // the first step is onto the first
    const next = places[Math.max(0, Math.min(places.length - 1, start + by))];
    const line = next === undefined ? undefined : shown[next];
    const element = scroller.current;
    if (next === undefined || !line || !element) return;
    const head = element.querySelector("thead")?.clientHeight ?? 0;
    const top = next * view.line;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + view.line > element.scrollTop + element.clientHeight - head)
      element.scrollTop = top + view.line - element.clientHeight + head;
    setActive(line.key);
    setView({ ...view, top: element.scrollTop });
    moving.current = true;
  };

  const page = Math.max(1, Math.floor(view.height / view.line) - 1);
  const steps: Record<string, number> = {
    ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page,
    Home: -Infinity, End: Infinity,
  };
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = steps[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      const inside = scroller.current?.contains(target);
      if (target !== document.body && !inside) return;
      if (scroller.current?.offsetParent === null) return; // another view is shown
      event.preventDefault();
      move(step);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const time = now();
  return (
    <div class={`list ${tight ? "tight" : ""}`} ref={scroller} style={{ "--columns": template }} data-stale={stale} data-complete={complete}>
      <table role="table" aria-label="Containers" aria-rowcount={shown.length + 1}
        aria-colcount={columns.length}>
        <Head columns={columns} />
        <tbody role="rowgroup" style={{ height: `${shown.length * view.line}px` }}
          onPointerEnter={() => (held.value = true)} onPointerLeave={() => (held.value = false)}
          onFocusIn={(event) => {
            const id = (event.target as HTMLElement).dataset["id"];
            if (id) setActive(id);
          }}>
          {slots.map(({ slot, at: i, late }) => {
            const line = visible[i];
            const place = { index: first + i + 2, top: (first + i) * view.line };
            if (line?.kind === "group")
              return <GroupRow key={`group ${slot}`} by={line.by} name={line.name} totals={line.totals}
                columns={columns} away={line.by === "host" ? awayWords(hosts.get(line.name), time) : ""}
                {...place} />;
            return line && <ContainerRow key={slot} row={line.row} {...place} late={late} columns={columns}
              focusable={line.key === stop} chosen={line.row.c.name === at.container}
              away={awayAge(line.row.c, time)} newest={newest} trouble={troubleOf(line.row.c)} seeded={line.row.recent.seeded} uptime={uptimeOf(line.row, time)} />;
          })}
        </tbody>
      </table>
    </div>
  );
}
