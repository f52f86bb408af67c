import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Story } from "../state/alarm_book";
import { alarmsChanged, book, loadAlarmsOf } from "../state/alarms";
import { StoryItem, toneOf, wordsOf } from "./feed";
import type { Chart, Mark } from "./chart";
import { Facts } from "./facts";
import { binary, count, moment, percent, rate, sentence, span as spanOf } from "../state/format";
import { historyProblem, loadHistory, noHistory } from "../state/history";
import { Icon, look } from "./icons";
import { link } from "../state/live";
import { METRICS, type Metric } from "../state/recent";
import { go, linkTo, RANGES, route, type Range } from "../state/route";
import { findRow, newestCell, now, rowsChanged, type Row } from "../state/rows";
import { chartData, stepFor, type Wanted } from "./series";
import { useSignal } from "../state/signal";
import type { History } from "../state/types";

const CHARTS: {
  title: string;
  format: (value: number | undefined) => string;
  tick: (value: number) => string;
  least: number;
  base: 2 | 10;
  wanted: Wanted[];
}[] = [
  { title: "CPU", format: percent, tick: (value) => `${value}%`, least: 5, base: 10,
    wanted: [{ metric: "cpu.percent", label: "", colour: "--line-a" }] },
  { title: "Memory", format: binary, tick: binary, least: 1024 * 1024, base: 2,
    wanted: [{ metric: "memory.workingSetBytes", label: "", colour: "--line-a" }] },
  { title: "Network", format: rate, tick: rate, least: 1000, base: 10, wanted: [
    { metric: "network.rxBytesPerSecond", label: "in", colour: "--line-a" },
    { metric: "network.txBytesPerSecond", label: "out", colour: "--line-b" }] },
  { title: "Disk", format: rate, tick: rate, least: 1000, base: 10, wanted: [
    { metric: "blockIo.readBytesPerSecond", label: "read", colour: "--line-a" },
    { metric: "blockIo.writeBytesPerSecond", label: "write", colour: "--line-b" }] },
  { title: "PIDs", format: count, tick: count, least: 4, base: 10,
    wanted: [{ metric: "pids.current", label: "", colour: "--line-a" }] },
];

/** More than a question may take. */
const RETRY_MS = 20_000;

/** Counts up from time to time while there is a problem. */
function useRetries(problem: string | undefined): number {
  const [tries, again] = useState(0);
  useEffect(() => {
    if (!problem) return;
    const timer = setTimeout(() => again(tries + 1), RETRY_MS);
    return () => clearTimeout(timer);
  }, [problem, tries]);
  return tries;
}

interface Kept {
  of: string;
  histories: Map<Metric, History>;
  /** Why some are missing that there may be. */
  problem: string;
}

/** The server's history of all figures of a container over a span, asked for again as time goes. */
function useHistories(container: string, from: number, to: number, moving: boolean) {
  const [kept, setKept] = useState<Kept>();
  const span = Math.round(to - from);
  const key = moving ? `${container} ${span}` : `${container} ${from} ${to}`;
  // Our own figures continue the last minutes; longer spans are asked for when a step is over.
  const every = Math.max(30_000, stepFor(from, to) * 1000);
  const turn = moving ? Math.floor(to / every) : 0;
  const tries = useRetries(kept?.problem);
  useEffect(() => {
    const stop = new AbortController();
    const metrics = METRICS.filter((metric) => metric !== "memory.percent");
    void Promise.allSettled(metrics.map(async (metric) =>
      [metric, await loadHistory(container, metric, from, to, stepFor(from, to), stop.signal)] as const,
    )).then((answers) => {
      if (stop.signal.aborted) return;
      const problem = answers.map(historyProblem).find(Boolean) ?? "";
      setKept((before) => {
        // What was told is not unknown again for a question without an answer.
        const histories = new Map(before?.of === key ? before.histories : []);
        for (const answer of answers)
          if (answer.status === "fulfilled") histories.set(answer.value[0], answer.value[1]);
        return { of: key, histories, problem };
      });
    });
    return () => stop.abort();
  }, [key, turn, tries]);
  const { histories, problem = "" } = kept?.of === key ? kept : {};
  return { histories, problem, loading: kept?.of !== key };
}

let drawer: typeof Chart | undefined;

/** What draws charts is made ready when it is needed first: the table must not wait for it. */
function useChart(): typeof Chart | undefined {
  const [, ready] = useState(drawer !== undefined);
  useEffect(() => {
    if (!drawer)
      void import("./chart").then((made) => {
        drawer = made.Chart;
        ready(true);
      });
  }, []);
  return drawer;
}

function RangeTabs({ range, zoomed }: { range: Range; zoomed: boolean }) {
  return (
    <div class="tabs" role="group" aria-label="Range">
      {(Object.keys(RANGES) as Range[]).map((each) => (
        <button key={each} type="button" aria-pressed={each === range}
          onClick={() => go({ range: each, zoom: undefined })}>{RANGES[each].label}</button>
      ))}
      {zoomed && <button type="button" class="reset" onClick={() => go({ zoom: undefined })}>
        Reset zoom</button>}
    </div>
  );
}

function Charts({ name, row, stories }: { name: string; row: Row | undefined; stories: Story[] }) {
  const { range, zoom } = useSignal(route);
  const One = useChart();
  const cell = useSignal(newestCell);
  const none = useSignal(noHistory);
  const span = RANGES[range].milliseconds;
  // Charts stand still in between.
  const grain = Math.min(60_000, stepFor(0, span) * 1000);
  const to = zoom ? zoom[1] : Math.ceil(now() / grain) * grain;
  const from = zoom ? zoom[0] : to - span;
  const { histories, loading, problem } = useHistories(name, from, to, !zoom);
  const marks = useMemo(() => stories.map(({ alarm }): Mark => ({
    time: moment(alarm.eventTimestamp), tone: toneOf(alarm), text: wordsOf(alarm),
  })), [stories]);
  const limits: Record<string, number | undefined> =
    { CPU: row?.c.cpu?.limitPercent, Memory: row?.c.memory?.limitBytes };
  const data = useMemo(
    () => CHARTS.map(({ wanted }) =>
      chartData(wanted, histories ?? new Map<Metric, History>(), row?.recent, from, to)),
    [histories, row?.recent, from, to, cell]);
  if (!row && histories?.size === 0 && !problem)
    return <p class="notice" role="note"><Icon shape="info" /> No history of it is kept either.</p>;
  const seen = zoom ? marks.filter((mark) => mark.time >= from && mark.time <= to) : marks;
  return (
    <section class="charts" aria-label="Charts" data-loading={loading}>
      <div class="toolbar">
        <RangeTabs range={range} zoomed={zoom !== undefined} />
        <span class="span">{spanOf(from, to, now())}</span>
        <span class="hint">drag to zoom, double click resets</span>
      </div>
      {none && !loading && <p class="notice" role="note"><Icon shape="info" /> {sentence(none)}{" "}
        {range === "15m" && !zoom
          ? "Shown is what this page has seen since it was opened."
          : "Longer ranges stay empty; the last 15 minutes show what this page has seen."}</p>}
      {problem && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> Not all of its history
        is shown: {sentence(problem)}</p>}
      {CHARTS.map(({ title, format, tick, least, base }, i) => {
        const one = data[i];
        return one && One && <One key={title} title={title} format={format} tick={tick} least={least} base={base}
          data={one} from={from} to={to} marks={seen}
          limit={limits[title]} />;
      })}
    </section>
  );
}

export function Detail({ name }: { name: string }) {
  useSignal(rowsChanged);
  const changes = useSignal(alarmsChanged);
  const heading = useRef<HTMLHeadingElement>(null);
  const live = useSignal(link).phase === "live";
  /** Why its alarms are not known; "" where they are, undefined until then. */
  const [unknown, setUnknown] = useState<string>();
  const tries = useRetries(unknown);
  const row = findRow(name);
  useEffect(() => {
    if (row && row.c.name !== name) return go({ container: row.c.name }, "replace"); // found by its id
    heading.current?.focus({ preventScroll: true });
  }, [name]);
  useEffect(() => {
    if (!live || (row && row.c.name !== name)) return;
    let gone = false;
    void loadAlarmsOf(name).then((why) => gone || setUnknown(why));
    return () => {
      gone = true;
    };
  }, [name, live, tries]);
  const stories = useMemo(
    () => book.stories().filter(({ alarm }) => alarm.primarySubject.container === name),
    [name, changes]);
  const state = row && look(row.c);
  return (
    <section class="detail" aria-label={`Container ${name}`}>
      <header>
        <a class="button" href={linkTo({ container: undefined, zoom: undefined })}
          onClick={(event) => {
            event.preventDefault();
            go({ container: undefined, zoom: undefined });
          }}><Icon shape="back" /> All containers</a>
        <h2 tabIndex={-1} ref={heading}>{name}</h2>
        {state && <span class="state"><Icon shape={state.shape} tone={state.tone} /> {state.word}</span>}
        {row && <span class="image">{row.c.image}</span>}
      </header>
      {!row && <p class="notice" role="note"><Icon shape="info" /> There is no container of this name
        now. What is remembered of it follows.</p>}
      <Charts key={name} name={row?.c.name ?? name} row={row} stories={stories} />
      <div class="columns">
        {row && <Facts c={row.c} />}
        <section class="happened" aria-label="What happened">
          <h3>What happened</h3>
          {unknown && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> What there was before
            is not known: {sentence(unknown)}</p>}
          {stories.length === 0 && unknown === "" && <p class="none">Nothing that an alarm was made of.</p>}
          <ul>{stories.slice(0, 100).map((story) =>
            <StoryItem key={story.alarm.id} story={story} within />)}</ul>
        </section>
      </div>
    </section>
  );
}

