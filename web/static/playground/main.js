// Puts the page together: two people, their two chats, what happens inside, and the clock.
import { byId } from "./dom.js";
import * as clock from "./clock.js";
import * as inside from "./inside.js";
import { get } from "./net.js";
import { Picker } from "./picker.js";
import { SlackChat } from "./slack.js";
import { Tabs } from "./tabs.js";
import { TelegramChat } from "./telegram.js";

async function start() {
  const people = await get("/playground/people");
  const here = { telegram: people.filter((one) => one.telegram), slack: people.filter((one) => one.slack) };
  const chats = { telegram: new TelegramChat(byId("telegram")), slack: new SlackChat(byId("slack"), here.slack) };
  for (const side of ["telegram", "slack"]) {
    const picker = new Picker(byId(`${side}-picker`), here[side], (person) => {
      chats[side].follow(person);
      byId(`${side}-about`).textContent = person.about;
    });
    picker.set(here[side][0]);
    suggestions(byId(side), chats[side]);
  }
  const panes = new Tabs(byId("panes"));
  panes.choose("telegram");
  document.addEventListener("open-bot", (event) => {
    panes.choose("telegram");
    chats.telegram.say(`/start ${event.detail}`.trim());
  });
  await clock.run();
  await inside.follow();
}

/** Buttons that type for you. */
function suggestions(pane, chat) {
  for (const button of pane.querySelectorAll("[data-say]")) {
    button.addEventListener("click", () => chat.composer.type(button.dataset.say, true));
  }
}

function theme() {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = byId("theme");
  const tell = () => button.setAttribute("aria-pressed", String(dark()));
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    tell();
  });
  tell();
}

theme();
start();
