import { render } from "preact";
import { App } from "./view/app";
import { begin } from "./state/live";
import { beginTheme } from "./view/theme";

begin(); // the answer is on its way while the page is drawn
beginTheme();
const root = document.getElementById("page");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
