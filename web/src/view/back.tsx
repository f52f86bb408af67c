import { Icon } from "./icons";
import { CLOSED, go, linkTo, route } from "../state/route";
import { useSignal } from "../state/signal";

/** Leads back to the table. */
export function Back() {
  const { view } = useSignal(route);
  const closed = { ...CLOSED, view: view === "host" ? "containers" as const : view };
  return (
    <a class="button" href={linkTo(closed)} onClick={(event) => {
      event.preventDefault();
      go(closed);
    }}><Icon shape="back" /> All containers</a>
  );
}
