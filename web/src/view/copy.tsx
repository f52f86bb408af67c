import { useRef, useState } from "preact/hooks";
import { hub } from "../state/fleet";
import { host } from "../state/live";
import { useSignal } from "../state/signal";
import { found } from "../state/silence";

/** Puts the text of an element into the clipboard; where that is forbidden it is at least selected. */
async function copy(element: HTMLElement): Promise<string> {
  const text = element.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    // a page without TLS has no clipboard, but may copy what is selected
    getSelection()?.selectAllChildren(element);
    return document.execCommand("copy") ? "copied" : "selected";
  }
}

/** A command for a shell where docker-monitor runs, with a button that copies it. Nothing in a demo,
 * which takes no commands. */
export function Command({ text, what }: { text: string; what: string }) {
  const code = useRef<HTMLElement>(null);
  const [done, setDone] = useState("");
  const info = useSignal(host);
  if (info?.demo) return null;
  // On a hub the commands are for its hosts, whose options may differ.
  const whole = hub.value ? text : found(text, info?.controlOptions);
  return (
    <p class="command">
      <code ref={code}>{whole}</code>
      <button type="button" class="button" aria-label={`Copy the command that ${what}`} onClick={() => {
        if (code.current) void copy(code.current).then(setDone);
      }}>Copy</button>
      <span role="status" class="tally">{done}</span>
    </p>
  );
}
