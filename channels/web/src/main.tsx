import { render } from "preact";
import { Door } from "./door";
import "./style/index.css";

const root = document.getElementById("app");
if (root) render(<Door />, root);

// The faces weigh more than all the rest: what is read first is drawn in those that are there, and takes the others on.
const loadFonts = () => void import("./style/fonts.css");
requestAnimationFrame(() => setTimeout(loadFonts));
