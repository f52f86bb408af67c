import { useState } from "preact/hooks";
import { day, zone } from "../state/format";
import { go, RANGES, type Range } from "../state/route";

const two = (n: number) => String(n).padStart(2, "0");

/** A moment as an input has it: in local time, to the minute. */
export function localInput(time: number): string {
  const date = new Date(time);
  return `${day(date)}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The server answers for a year at most. */
const MOST = 366 * 24 * 3600_000;

/** The span that two inputs say, or what is wrong with it. */
export function spanOfInputs(from: string, to: string): [number, number] | string {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(begin) || Number.isNaN(end)) return "Both need a day and a time.";
  if (begin >= end) return "The begin is not before the end.";
  if (end - begin > MOST) return "That is more than a year.";
  return [begin, end];
}

function FromTo({ from, to, close }: { from: number; to: number; close: () => void }) {
  const [first, setFirst] = useState(localInput(from));
  const [last, setLast] = useState(localInput(to));
  const [wrong, setWrong] = useState("");
  return (
    <form class="from-to" onSubmit={(event) => {
      event.preventDefault();
      const span = spanOfInputs(first, last);
      if (typeof span === "string") return setWrong(span);
      go({ zoom: span });
      close();
    }}>
      <label>From <input type="datetime-local" value={first}
        onInput={(event) => setFirst(event.currentTarget.value)} /></label>
      <label>to <input type="datetime-local" value={last}
        onInput={(event) => setLast(event.currentTarget.value)} /></label>
      <span class="tally">{zone(to)}</span>
      <button type="submit" class="button main">Show</button>
      {wrong && <span class="trouble" role="alert">{wrong}</span>}
    </form>
  );
}

/** Which time the charts show. */
export function RangeBar({ range, zoom, from, to, text }: {
  range: Range; zoom: [number, number] | undefined; from: number; to: number; text: string;
}) {
  const [asks, setAsks] = useState(false);
  return (
    <div class="toolbar">
      <div class="tabs" role="group" aria-label="Range">
        {(Object.keys(RANGES) as Range[]).map((each) => (
          <button key={each} type="button" data-range={each} aria-pressed={each === range && !zoom}
            onClick={() => go({ range: each, zoom: undefined })}>{RANGES[each].label}</button>
        ))}
        <button type="button" class="asks" aria-expanded={asks} onClick={() => setAsks(!asks)}>From–to</button>
        {zoom && <button type="button" class="reset" onClick={() => go({ zoom: undefined })}>
          Reset zoom</button>}
      </div>
      <span class="span">{text}</span>
      <span class="hint">drag to zoom, double click resets</span>
      {asks && <FromTo from={from} to={to} close={() => setAsks(false)} />}
    </div>
  );
}
