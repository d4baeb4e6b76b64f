// The demo's clock: always in view, and three buttons that move it forward.
import { announce, byId } from "./dom.js";
import { get, post } from "./net.js";
import { moment } from "./time.js";

let ahead = 0;

/** The demo's moment, in milliseconds. */
export const now = () => Date.now() + ahead;

/** Start to show it, and let the buttons move it. */
export async function run() {
  take(await get("/playground/clock"));
  setInterval(draw, 1000);
  for (const button of byId("clock").querySelectorAll("button")) {
    button.addEventListener("click", () => travel(button.dataset.to));
  }
}

function take(found) {
  ahead = Date.parse(found.now) - Date.now();
  draw();
}

function draw() {
  const face = byId("now");
  face.textContent = moment(now());
  face.dateTime = new Date(now()).toISOString();
}

async function travel(to) {
  const clock = byId("clock");
  if (clock.getAttribute("aria-busy") === "true") return;
  clock.setAttribute("aria-busy", "true");
  const passing = setInterval(async () => take(await get("/playground/clock")), 400); // the days go by in view
  try {
    take(await post("/playground/clock", { to }));
    announce(`It is now ${moment(now())}.`);
  } catch (problem) {
    announce(problem.message);
  } finally {
    clearInterval(passing);
    clock.setAttribute("aria-busy", "false");
  }
}
