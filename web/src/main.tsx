import { render } from "preact";
import { App } from "./app";
import { begin } from "./live";
import { beginTheme } from "./theme";

begin(); // the answer is on its way while the page is drawn
beginTheme();
const root = document.getElementById("page");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
