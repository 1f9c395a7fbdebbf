// Saves every text as it is typed. What has not reached the server stays in this browser.
import { announce, csrfToken, timeOf, upgrade } from "lapel/dom";

// data-say-signed-out on the page is words.signedOut here.
function spoken(dataset) {
  return Object.fromEntries(
    Object.entries(dataset).map(([name, said]) => [name[3].toLowerCase() + name.slice(4), said]),
  );
}

const PAUSE = 800;
const LONGEST_WAIT = 30_000;
const KEEPALIVE_LIMIT = 50_000; // browsers send at most 64 KiB after a page is gone
const words = spoken(document.getElementById("evidence-words").dataset);
const page = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 36);
const fields = new Set();

// While this page lives, other pages of the same browser leave what it has not saved yet alone.
navigator.locks?.request(`lapel-${page}`, () => new Promise(() => {}));

const cookieToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
const saidSaved = (moment) => words.saved.replace("{time}", timeOf(moment));
const changed = () => document.dispatchEvent(new CustomEvent("evidence:changed"));

// The same rule counts on the server, in queries/precheck.py.
const countWords = (text) =>
  text.split(/[\s/\u2013\u2014]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

class Answer {
  constructor(form) {
    this.form = form;
    this.input = form.elements.text;
    this.state = form.querySelector("[data-save-state]");
    this.place = form.nextElementSibling?.matches("[data-conflicts]") ? form.nextElementSibling : null;
    this.saved = this.input.defaultValue;
    this.revision = Number(form.elements.base_revision.defaultValue);
    this.turn = 0;
    this.wait = 1000;
    this.busy = false;
    this.inConflict = Boolean(this.place?.firstElementChild);
    this.key = `lapel-unsent ${form.action} ${page}`;
    this.lock();
    this.count();
    if (this.isUnsaved) this.typed(); // she was faster than this script
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("blur", () => this.save());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  get isUnsaved() {
    return this.input.value !== this.saved;
  }

  typed() {
    this.count();
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  count() {
    const shown = this.form.querySelector("[data-count]");
    if (!shown) return;
    const number = countWords(this.input.value);
    shown.textContent = number === 1 ? words.wordsOne : words.wordsMany.replace("{count}", number);
    const { least, most } = this.form.dataset;
    shown.toggleAttribute("data-off", number > 0 && (number < Number(least) || number > Number(most)));
  }

  keep() {
    if (!this.isUnsaved) return localStorage.removeItem(this.key);
    try {
      localStorage.setItem(this.key, JSON.stringify({ text: this.input.value, base: this.revision, page }));
    } catch {
      // a full or forbidden store: the text still stands on the page and is sent from there
    }
  }

  say(sentence, kind = "") {
    if (!this.state || this.state.textContent === sentence) return;
    delete this.state.dataset.savedAt;
    this.state.textContent = sentence;
    this.state.dataset.kind = kind;
    if (kind) announce(sentence);
  }

  // One save at a time, so that none overtakes another; what is typed meanwhile follows.
  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.inConflict || !this.isUnsaved || (this.busy && !leaving)) return;
    this.busy = true;
    const text = this.input.value;
    const body = new FormData();
    body.set("text", text);
    body.set("base_revision", this.revision);
    body.set("writer", page);
    body.set("turn", ++this.turn);
    this.say(words.saving);
    let answer;
    try {
      answer = await fetch(this.form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": cookieToken() ?? csrfToken(this.form) },
        redirect: "manual",
        keepalive: leaving && text.length < KEEPALIVE_LIMIT,
      });
    } catch {
      return this.later(words.offline);
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return this.later(words.signedOut);
    if (answer.status >= 500 || answer.status === 429) return this.later(words.trouble);
    await this.answered(answer, text);
  }

  async answered(answer, text) {
    this.busy = false;
    this.wait = 1000;
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 409) return this.conflict(said);
    if (!answer.ok) return this.say(said.sentence ?? words.trouble, "bad");
    this.settled(text, said);
    if (this.isUnsaved) this.save();
  }

  settled(text, { revision, saved_at: at }) {
    this.saved = text;
    this.revision = revision;
    this.form.elements.base_revision.value = revision;
    this.keep();
    this.say(saidSaved(at));
    if (this.state) this.state.dataset.savedAt = at;
    changed();
  }

  later(sentence) {
    this.busy = false;
    this.say(sentence, "bad");
    this.timer = setTimeout(() => this.save(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  conflict({ html }) {
    localStorage.removeItem(this.key); // the server keeps it now
    this.inConflict = true;
    this.place.innerHTML = html;
    this.place.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    this.lock();
    this.say(words.conflict, "bad");
    changed();
  }

  // While two texts wait for her choice, typing on would make a third.
  lock() {
    this.input.readOnly = this.inConflict;
  }

  chosen({ text, revision, saved_at: at }, form) {
    form.closest("[data-conflict]").remove();
    this.input.value = text;
    this.inConflict = Boolean(this.place.firstElementChild);
    for (const each of this.place.querySelectorAll("[name=base_revision]")) each.value = revision;
    this.lock();
    this.count();
    this.settled(text, { revision, saved_at: at });
    this.input.focus();
  }

  // What an earlier page of this browser could not send is brought back and sent.
  async bringBack() {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(`lapel-unsent ${this.form.action} `) || key === this.key) continue;
      const { text, base, page: other } = JSON.parse(localStorage.getItem(key));
      if (await isAlive(other)) continue;
      if (text !== this.saved && (this.inConflict || this.isUnsaved)) continue; // another time
      localStorage.removeItem(key);
      if (text === this.saved) continue;
      this.input.value = text;
      this.revision = base;
      this.count();
      this.keep();
      this.say(words.kept, "warn");
      this.save();
    }
  }
}

const isAlive = async (other) => {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some((lock) => lock.name === `lapel-${other}`);
};

upgrade("[data-plain]", (element) => (element.hidden = true));

upgrade("form[data-autosave]", (form) => {
  const answer = new Answer(form);
  form.answer = answer;
  fields.add(answer);
  answer.bringBack();
});

upgrade("form[data-settle]", (form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const place = form.closest("[data-conflicts]");
    const { answer } = place.previousElementSibling;
    const body = new FormData(form, event.submitter);
    const headers = { Accept: "application/json", "X-CSRFToken": cookieToken() ?? csrfToken(form) };
    const reply = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    if (reply?.status === 409) return answer.conflict(await reply.json());
    if (!reply?.ok) return answer.say(words.trouble, "bad");
    answer.chosen(await reply.json(), form);
  });
});

// A choice is kept at once.
upgrade("form[data-choice]", (form) => {
  const state = form.querySelector("[data-save-state]");
  form.addEventListener("change", async () => {
    const headers = { Accept: "application/json", "X-CSRFToken": cookieToken() ?? csrfToken(form) };
    const body = new FormData(form);
    const reply = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    const at = new Date().toISOString();
    state.textContent = reply?.ok ? saidSaved(at) : words.trouble;
    state.dataset.kind = reply?.ok ? "" : "bad";
    if (reply?.ok) state.dataset.savedAt = at;
    else delete state.dataset.savedAt;
    if (reply?.ok) changed();
  });
});

const saveAll = (how) => fields.forEach((field) => field.form.isConnected && field.save(how));
addEventListener("online", () => saveAll());
addEventListener("pagehide", () => saveAll({ leaving: true }));
document.addEventListener("visibilitychange", () => document.hidden && saveAll({ leaving: true }));

// A page that is come back to on another day says on which it was saved.
document.addEventListener("visibilitychange", () => {
  for (const state of document.querySelectorAll("[data-saved-at]")) state.textContent = saidSaved(state.dataset.savedAt);
});

// The pre-check beside the page is always of what stands now.
const panel = document.querySelector("[data-precheck]");
let asked = 0;
const refresh = async () => {
  const turn = ++asked;
  const reply = await fetch(panel.dataset.precheck, { redirect: "manual" }).catch(() => null);
  if (!reply?.ok || turn !== asked) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const id of ["precheck-body", "attest-body"]) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    const same = old?.textContent.replace(/\s+/g, " ") === now?.textContent.replace(/\s+/g, " ");
    if (old && now && !same) old.replaceWith(document.adoptNode(now));
  }
  lookAgain();
};
let soon;
// While a file is being looked through, waiting is all that is left to do.
const lookAgain = () => {
  if (panel?.querySelector("[data-waits]")) soon = setTimeout(refresh, 2000);
};
lookAgain();
document.addEventListener("evidence:changed", () => {
  clearTimeout(soon);
  soon = setTimeout(refresh, 400);
});
