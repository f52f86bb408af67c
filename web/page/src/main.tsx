import { render } from "preact";
import { App } from "./app";
import { begin } from "./live";
import { beginTheme } from "./theme";

beginTheme();
const root = document.getElementById("page");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
begin();
