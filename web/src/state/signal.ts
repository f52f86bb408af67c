import { useEffect, useState } from "preact/hooks";

const changed = new Set<Signal<unknown>>();
let frame = 0;

/** Tells everyone who follows what has changed: once a frame, whatever came in between. */
function flush(): void {
  frame = 0;
  const told = [...changed];
  changed.clear();
  for (const signal of told) signal.tell();
}

/** A value that components follow. */
export class Signal<T> {
  private readonly followers = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(next: T) {
    if (Object.is(next, this.current)) return;
    this.current = next;
    changed.add(this as Signal<unknown>);
    frame ||= requestAnimationFrame(flush);
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  tell(): void {
    for (const follower of [...this.followers]) follower();
  }
}

/** The value of a signal; the component is rendered again when it changes. */
export function useSignal<T>(signal: Signal<T>): T {
  const [, again] = useState(0);
  const seen = signal.value;
  useEffect(() => {
    const render = () => again((n) => n + 1);
    if (!Object.is(seen, signal.value)) render(); // changed before we followed
    return signal.follow(render);
  }, [signal]);
  return seen;
}
