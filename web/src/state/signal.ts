import { useEffect, useState } from "preact/hooks";

const changed = new Set<Signal<unknown>>();
let frame = 0;

/** Notifies the followers of all signals that changed. It runs at most once per frame. */
function flush(): void {
  frame = 0;
  const pending = [...changed];
  changed.clear();
  for (const signal of pending) signal.notify();
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

  notify(): void {
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
