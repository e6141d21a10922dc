import { mount } from "svelte";

import App from "./App.svelte";
import { platform } from "./platform";
import "./styles/tokens.css";
import "./styles/base.css";

const target = document.getElementById("app");
if (target) {
  mount(App, { target });
  // The window appears with its first picture in it.
  requestAnimationFrame(() => requestAnimationFrame(() => void platform().ready()));
}
