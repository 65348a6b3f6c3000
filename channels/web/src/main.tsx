import { render } from "preact";
import { Door } from "./door";
import "./style/index.css";

const root = document.getElementById("app");
if (root) render(<Door />, root);
