import { useEffect, useMemo, useState } from "preact/hooks";
import type { Chart } from "./chart";
import { sentence, span as spanOf } from "../state/format";
import { historyProblem, loadHistoryOf, noHistory } from "../state/history";
import { Icon } from "./icons";
import { COMPARED, COUNTS, KINDS, type Kind } from "./kinds";
import type { Mark } from "./flags";
import { RangeBar } from "./ranges";
import { RANGES, route } from "../state/route";
import { newestCell, now } from "../state/rows";
import { chartData, historyKey, stepFor, type Source, type Wanted } from "./series";
import { useSignal } from "../state/signal";
import type { History } from "../state/types";

/** Longer than the deadline of a request. */
const RETRY_MS = 20_000;

/** Counts up from time to time while there is a problem. */
export function useRetries(problem: string | undefined): number {
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
  histories: Map<string, History>;
  /** Why some are missing that there may be. */
  problem: string;
}

/** The requests at a time: a browser has six connections to a server. */
const AT_ONCE = 4;

/** The answers to the requests, in their order. */
async function askAll<T>(questions: (() => Promise<T>)[], stop: AbortSignal): Promise<PromiseSettledResult<T>[]> {
  const answers: PromiseSettledResult<T>[] = [];
  let next = 0;
  const work = async () => {
    while (next < questions.length && !stop.aborted) {
      const at = next++;
      const [answer] = await Promise.allSettled([questions[at]?.() as Promise<T>]);
      answers[at] = answer;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

/** The server's history of metrics over a span, asked for again as time goes. */
function useHistories(wanted: Wanted[], from: number, to: number, moving: boolean) {
  const [kept, setKept] = useState<Kept>();
  const keys = wanted.map(({ source, metric }) => historyKey(source.path, metric));
  const span = Math.round(to - from);
  const key = `${keys.join()} ${moving ? span : `${from} ${to}`}`;
  // Our own values continue the last minutes; longer spans are asked for when a step is over.
  const own = wanted.every(({ source }) => source.recent);
  const every = Math.max(own ? 30_000 : 5000, stepFor(from, to) * 1000);
  const turn = moving ? Math.floor(now() / every) : 0;
  const tries = useRetries(kept?.problem);
  useEffect(() => {
    const stop = new AbortController();
    const questions = wanted.map(({ source, metric }) => async () => [
      historyKey(source.path, metric),
      await loadHistoryOf(source.path, metric, from, to, stepFor(from, to), stop.signal),
    ] as const);
    void askAll(questions, stop.signal).then((answers) => {
      if (stop.signal.aborted) return;
      const problem = answers.map((answer, at) => historyProblem(answer, wanted[at]!.metric)).find(Boolean) ?? "";
      setKept((before) => {
        // A request that fails does not remove what an earlier one brought.
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

/** The charts' module once it is there: it is not needed for the first rows. */
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

/** Something of which there are charts, with its name and how its lines are drawn. */
export interface Charted extends Source {
  label: string;
  colour: string;
  dash: number[];
}

const NONE = new Map<string, History>();

/** The charts of one thing, or of several in one chart for each metric. */
export function Charts({ of, shown = KINDS, marks, limits = {}, gone }: {
  of: Charted[];
  /** The charts of one thing. */
  shown?: Kind[];
  marks: Mark[];
  limits?: Record<string, number | undefined>;
  /** The text where neither the page nor the server has values. */
  gone?: string | undefined;
}) {
  const { range, zoom } = useSignal(route);
  const One = useChart();
  const cell = useSignal(newestCell);
  const none = useSignal(noHistory);
  const span = RANGES[range].milliseconds;
  // Charts stand still in between.
  const grain = Math.min(60_000, stepFor(0, span) * 1000);
  const to = zoom ? zoom[1] : Math.ceil(now() / grain) * grain;
  const from = zoom ? zoom[0] : to - span;
  const who = of.map(({ path }) => path).join();
  const kinds = useMemo(() => (of.length > 1 ? COMPARED : shown).map((kind) => ({
    ...kind,
    lines: of.flatMap((each) => kind.wanted.map((wanted): Wanted => of.length > 1
      ? { ...wanted, label: each.label, colour: each.colour, dash: each.dash, source: each }
      : { ...wanted, source: each })),
  })), [who, shown, ...of.map(({ recent }) => recent)]);
  const { histories, loading, problem } =
    useHistories(kinds.flatMap(({ lines }) => lines), from, to, !zoom);
  const data = useMemo(
    () => kinds.map(({ lines }) => chartData(lines, histories ?? NONE, from, to)),
    [histories, kinds, from, to, cell]);
  // A hub counts the containers also of a host of which nothing else is read.
  const isGone = ({ lines }: typeof kinds[number]) =>
    !lines.some(({ source, metric }) => histories?.has(historyKey(source.path, metric)));
  const measured = kinds.filter(({ title }) => title !== COUNTS.title);
  const nothing = gone && histories && !problem && measured.every(isGone)
    && <p class="notice" role="note"><Icon shape="info" /> {gone}</p>;
  if (nothing && kinds.every(isGone)) return nothing;
  const seen = marks.filter((mark) => mark.time >= from && mark.time <= to);
  return (
    <section class="charts" aria-label="Charts" data-loading={loading}>
      <RangeBar range={range} zoom={zoom} from={from} to={to} text={spanOf(from, to, now())} />
      {none && !loading && <p class="notice" role="note"><Icon shape="info" /> {sentence(none)}{" "}
        {range === "15m" && !zoom
          ? "Shown is what this page has seen since it was opened."
          : "Longer ranges stay empty; the last 15 minutes show what this page has seen."}</p>}
      {problem && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> Not all of its history
        is shown: {sentence(problem)}</p>}
      {nothing}
      {kinds.map((kind, i) => {
        const { title, format, tick, least, base, limitText, keys = false } = kind;
        const drawn = nothing && isGone(kind) ? undefined : data[i];
        return drawn && One && <One key={title} title={title} format={format} tick={tick} least={least}
          base={base} data={drawn} from={from} to={to} marks={seen} words={i === 0 && seen.length > 0}
          limit={limits[title]} limitText={limitText ?? format} keys={keys} />;
      })}
    </section>
  );
}
