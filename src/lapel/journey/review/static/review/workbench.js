// The assessor's workbench: saves as she works, and lets the keyboard do it all.
// Without this script every criterion is a plain form with its own Save button.
import { announce, timeOf } from "lapel/dom";

const bench = document.querySelector("[data-bench]");
const words = document.querySelector("[data-words]").dataset;
const PAUSE = 700;
const AGAIN = 4000;

// The day is said where it is not today, also when the page is come back to on another day.
function sayTimes() {
  for (const time of document.querySelectorAll("[data-time]")) time.textContent = timeOf(time.dateTime);
}
sayTimes();
document.addEventListener("visibilitychange", sayTimes);

// Saving: one form per criterion, one request at a time, the latest state wins within this tab.
class Sheet {
  constructor(form) {
    this.form = form;
    this.section = form.closest("[data-criterion]");
    this.state = form.querySelector("[data-state]");
    this.places = form.querySelector("[data-places]");
    this.advice = form.querySelector("[data-advice]");
    this.choice = this.section.querySelector("[data-choice]");
    this.busy = false;
    this.dirty = false;
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event, 0));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save({ place: true });
    });
  }

  changed(event, pause = PAUSE) {
    if (["source", "quote", "at"].includes(event.target.name)) return;
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  body(place) {
    const data = new FormData(this.form);
    if (!place) for (const name of ["source", "quote", "at"]) data.delete(name);
    if (typeof place === "object") {
      for (const [name, value] of Object.entries(place)) data.set(name, value);
    }
    return data;
  }

  get conflicted() {
    return this.choice.childElementCount > 0;
  }

  async save({ place = false } = {}) {
    if (this.conflicted) return this.choice.scrollIntoView({ block: "nearest" });
    if (this.busy) {
      this.next = { place: place || this.next?.place };
      return;
    }
    this.busy = true;
    this.dirty = false;
    clearTimeout(this.timer);
    this.state.textContent = words.saving;
    delete this.state.dataset.wrong;
    try {
      const reply = await fetch(this.form.action.split("#")[0], {
        method: "POST",
        body: this.body(place),
        headers: { Accept: "application/json" },
      });
      await this.read(reply, place);
    } catch {
      this.dirty = true;
      this.state.textContent = words.offline;
      this.timer = setTimeout(() => this.save({ place }), AGAIN);
    }
    this.busy = false;
    if (this.next) {
      const next = this.next;
      this.next = null;
      this.save(next);
    }
  }

  async read(reply, place) {
    if (reply.redirected || !(reply.headers.get("Content-Type") ?? "").includes("json")) {
      if (reply.status >= 500) throw new Error(reply.statusText);
      location.reload();
      return;
    }
    const said = await reply.json();
    if (reply.status === 422) {
      this.state.textContent = said.sentence;
      this.state.dataset.wrong = "";
      return;
    }
    this.form.elements.revision.value = said.revision;
    this.places.innerHTML = said.places;
    if (said.choice) {
      this.state.textContent = "";
      this.choice.innerHTML = said.choice;
      return;
    }
    // Said again only where it changed, so that a screen reader hears it once.
    if (this.advice.innerHTML.trim() !== said.advice.trim()) this.advice.innerHTML = said.advice;
    if (place) for (const name of ["quote", "at"]) this.form.elements[name].value = "";
    const time = Object.assign(document.createElement("time"), { dateTime: said.at, textContent: timeOf(said.at) });
    time.dataset.time = "";
    this.state.replaceChildren(`${words.saved} `, time);
    count();
  }
}

const sheets = new Map();
for (const form of bench.querySelectorAll("[data-score]")) {
  sheets.set(form.closest("[data-criterion]"), new Sheet(form));
}

const count = () => {
  const scored = bench.querySelectorAll('[name="level"]:checked').length;
  document.querySelector("[data-scored]").textContent = scored;
};

window.addEventListener("online", () => {
  for (const sheet of sheets.values()) if (sheet.dirty) sheet.save();
});

window.addEventListener("beforeunload", (event) => {
  const open = [...sheets.values()].some((sheet) => sheet.dirty || sheet.busy);
  if (open) event.preventDefault();
});

// Moving among criteria.
const criteria = [...sheets.keys()];
let current = criteria.find((each) => `#${each.id}` === location.hash) ?? criteria[0];

bench.addEventListener("focusin", (event) => {
  current = event.target.closest("[data-criterion]") ?? current;
});

const move = (step) => {
  const onIt = document.activeElement?.closest("[data-criterion]") === current;
  const place = criteria.indexOf(current) + (onIt ? step : 0);
  current = criteria[Math.min(criteria.length - 1, Math.max(0, place))];
  current.focus();
  current.scrollIntoView({ block: "start" });
};

const choose = (level) => {
  const radio = current.querySelector(`[name="level"][value="${level}"]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  announce(radio.labels[0].querySelector("b").textContent);
};

// Places: the selected words, or the moment a recording is at.
const sourceOf = (node) => {
  const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest("[data-source]");
};

let lastPlayer = null;
bench.addEventListener("play", (event) => (lastPlayer = event.target), true);
bench.addEventListener("seeked", (event) => (lastPlayer = event.target), true);

const tell = (sentence) => {
  sheets.get(current).state.textContent = sentence;
};

const quote = () => {
  const selection = getSelection();
  const text = selection.toString().trim();
  const piece = sourceOf(selection.anchorNode);
  if (!text || !piece || piece !== sourceOf(selection.focusNode)) return tell(words.noSelection);
  sheets.get(current).save({ place: { source: piece.dataset.source, quote: text, at: "" } });
};

const clock = (seconds) => {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
};

const moment = () => {
  const player = lastPlayer ?? bench.querySelector("video, audio");
  const piece = player && sourceOf(player);
  if (!piece) return tell(words.noPlayer);
  const at = clock(player.currentTime);
  sheets.get(current).save({ place: { source: piece.dataset.source, quote: "", at } });
};

// A click on a place goes there: the recording to its moment, the text to its words.
const find = (piece, wanted) => {
  const texts = [];
  const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
  let whole = "";
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.data.length; at += 1) {
      const letter = walker.currentNode.data[at];
      if (/\s/.test(letter)) {
        if (whole.endsWith(" ")) continue;
        whole += " ";
      } else {
        whole += letter;
      }
      texts.push([walker.currentNode, at]);
    }
  }
  const start = whole.indexOf(wanted);
  if (start < 0) return null;
  const range = new Range();
  const [last, end] = texts[start + wanted.length - 1];
  range.setStart(...texts[start]);
  range.setEnd(last, end + 1);
  return range;
};

const show = (piece, wanted) => {
  const range = find(piece, wanted);
  if (!range) return;
  range.startContainer.parentElement.closest("details:not([open])")?.setAttribute("open", "");
  if (globalThis.Highlight) CSS.highlights.set("place", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
};

bench.addEventListener("click", (event) => {
  const place = event.target.closest("[data-place]");
  if (!place) return;
  const piece = document.getElementById(place.hash.slice(1));
  if (!piece) return;
  event.preventDefault();
  piece.scrollIntoView({ block: "start" });
  if (place.dataset.quote) return show(piece, place.dataset.quote);
  const player = piece.querySelector("video, audio");
  if (player) {
    player.currentTime = Number(place.dataset.seconds);
    player.focus();
  }
});

// Keys; they can be switched off (WCAG 2.1.4), and rest while she types or a dialog is open.
const KEPT = "lapel-review-keys";
const keysOn = document.querySelector("[data-keys-on]");
keysOn.checked = localStorage.getItem(KEPT) !== "off";
keysOn.addEventListener("change", () => localStorage.setItem(KEPT, keysOn.checked ? "on" : "off"));

const KEYS = {
  1: () => choose("yes"),
  2: () => choose("almost"),
  3: () => choose("not_yet"),
  0: () => choose("cannot_judge"),
  j: () => move(1),
  k: () => move(-1),
  c: () => current.querySelector("[data-comment]").focus(),
  q: quote,
  t: moment,
  l: () => document.querySelector("[data-lock]").click(),
  "?": () => document.getElementById("keys").showModal(),
};

const typing = (element) =>
  element.matches("textarea, select, input:not([type=radio], [type=checkbox])") ||
  element.isContentEditable;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target) && event.target.closest("[data-criterion]")) {
    current.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!keysOn.checked || typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
  if (!act) return;
  event.preventDefault();
  act();
});
