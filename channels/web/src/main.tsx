import { render } from "preact";
import { TurnView } from "./app";
import { Door } from "./door";
import "./style/index.css";

const root = document.getElementById("app");
if (root) render(<Door />, root);

// What is read first is drawn in the faces that are there, and takes ours on: they weigh more than all the rest. What an
// answer needs comes before there is one.
const loadRest = () => {
  void import("./style/fonts.css");
  // Shown when it is needed, where it fails now.
  TurnView.fetch().catch(() => undefined);
};
requestAnimationFrame(() => setTimeout(loadRest));
