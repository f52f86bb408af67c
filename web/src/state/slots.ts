import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** How many lines may get to show another container in one frame: at first, and at least. A screen
 * of them at once holds up a slow browser for longer than anyone should wait for the next frame. */
const LINES_AT_FIRST = 9;
const LEAST_LINES = 6;
const MAX_LINES = 200;
/** Milliseconds within which a frame should be drawn, and after which it is late. */
const SOON = 5;
const LATE = 24;

let linesPerFrame = LINES_AT_FIRST;

/** Learns from how long this browser took to draw a frame full of other lines. */
function learn(milliseconds: number): void {
  if (milliseconds < SOON) linesPerFrame = Math.min(2 * linesPerFrame, MAX_LINES);
  else if (milliseconds > LATE)
    linesPerFrame = Math.max(Math.ceil(linesPerFrame / 2), LEAST_LINES);
}

/** A place in the document for one line that is seen. */
export interface Slot {
  /** A line that scrolls out is reused for one that scrolls in: nothing is made or moved in the
   * document while scrolling. Its lines say where they are seen. */
  slot: number;
  /** Which of the lines it is for. */
  at: number;
  /** It shows for a frame more what was there. */
  late: boolean;
}

/** Spreads lines of which each has a key over as many slots as are seen, and over frames. What had
 * no slot before and has none in this frame is missing. */
export function useSlots(keys: string[], first: number, slots: number): Slot[] {
  const drawn = useRef(new Map<number, string>());
  const [, again] = useState(0);
  const now = new Map<number, string>();
  let room = linesPerFrame;
  const places: Slot[] = [];
  keys.forEach((key, at) => {
    const slot = (first + at) % slots;
    const before = drawn.current.get(slot);
    const late = before !== key && --room < 0;
    const shown = late ? before : key;
    if (shown === undefined) return;
    now.set(slot, shown);
    places.push({ slot, at, late });
  });
  drawn.current = now;
  const more = room < 0;
  useLayoutEffect(() => {
    if (!more) return;
    let timer = 0;
    const frame = requestAnimationFrame(() => {
      const began = performance.now();
      timer = setTimeout(() => { // once this frame is painted
        learn(performance.now() - began);
        again((n) => n + 1);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  });
  return places.sort((a, b) => a.slot - b.slot);
}
