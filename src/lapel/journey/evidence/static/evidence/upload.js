// Sends files in pieces that outlive a cut, a closed tab and a picked-again file (tus 1.0).
import { announce, upgrade } from "lapel/dom";
import {
  BUSY, headers, isPassing, pause, post, RESTART, RETRIES, sleep, spoken, statusOf, token,
} from "lapel/sending";

const PIECE = 8 * 1024 * 1024;
const ENDS = 1024 * 1024; // how much of both ends tells a file from another
const POLL = 1500;
const words = spoken(document.getElementById("evidence-words").dataset);
const library = document.getElementById("upload-script").dataset.tus;
const sending = new Set();
const held = new Set(); // picked, and asked to wait before there is a card
let turn = Promise.resolve(); // one file at a time: on a phone's line two would only be slower

const changed = () => document.dispatchEvent(new CustomEvent("evidence:changed"));

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function fingerprint(file) {
  if (!crypto.subtle) return `${file.size}-${file.lastModified}`; // plain http on a local network
  const ends = [`${file.size}:`, file.slice(0, ENDS), file.slice(Math.max(0, file.size - ENDS))];
  return hex(await crypto.subtle.digest("SHA-256", await new Blob(ends).arrayBuffer()));
}

const size = (bytes) => {
  const [unit, by] = bytes < 1e6 ? ["KB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  const digits = by === 1e9 ? 1 : 0;
  const number = (bytes / by).toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
  return `${number} ${unit}`;
};

const parsed = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
};

const enliven = (element) => element.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));

function swap(card, html) {
  const fresh = parsed(html);
  const slot = card.closest("[data-slot]");
  card.replaceWith(fresh);
  enliven(fresh);
  makeRoom(slot);
  changed();
  return fresh;
}

function makeRoom(slot) {
  const there = slot.querySelectorAll("[data-artefact]:not([data-removed])").length;
  const isFull = there >= Number(slot.dataset.most);
  for (const each of slot.querySelectorAll("[data-add]")) each.hidden = isFull;
  for (const each of slot.querySelectorAll("[data-full]")) each.hidden = !isFull;
}

class Arrival {
  constructor(card) {
    this.card = card;
    this.total = Number(card.dataset.size);
    this.bar = card.querySelector("progress");
    this.said = card.querySelector("[data-words]");
    this.problem = card.querySelector("[data-problem]");
    const again = card.querySelector("[data-again]");
    again.addEventListener("change", () => again.files[0] && this.pickedAgain(again.files[0]));
    card.querySelector("[data-pause]").addEventListener("click", () => this.pause());
    card.querySelector("[data-resume]").addEventListener("click", () => this.begin(this.file));
  }

  async pickedAgain(file) {
    const isSame = file.size === this.total && (await fingerprint(file)) === this.card.dataset.fingerprint;
    this.problem.hidden = isSame;
    this.problem.textContent = isSame ? "" : words.different;
    if (isSame) this.begin(file);
  }

  begin(file) {
    this.file = file;
    this.stopped = false;
    this.card.querySelector("[data-repick]").hidden = true;
    this.buttons({ running: true });
    this.say(words.queued);
    sending.add(this);
    turn = turn.then(() => this.send());
  }

  buttons({ running }) {
    this.card.querySelector("[data-controls]").hidden = false;
    this.card.querySelector("[data-pause]").hidden = !running;
    this.card.querySelector("[data-resume]").hidden = running;
  }

  say(sentence, { aloud = false } = {}) {
    this.said.textContent = sentence;
    if (aloud) announce(sentence);
  }

  // Settles when the next file may go: arrived, paused, or out of reach for now.
  async send() {
    if (this.stopped || !this.card.isConnected) return;
    if (!window.tus) await import(library);
    this.samples = [];
    const options = {
      uploadUrl: this.card.dataset.upload,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      storeFingerprintForResuming: false,
      headers: { "X-CSRFToken": token() },
      onProgress: (done) => this.progress(done),
      onShouldRetry: (error) => this.mayRetry(error),
    };
    await new Promise((settle) => {
      this.settle = settle;
      this.upload = new window.tus.Upload(this.file, {
        ...options,
        onSuccess: () => settle(this.arrived()),
        onError: (error) => settle(this.failed(error)),
      });
      this.upload.start();
    });
  }

  mayRetry(error) {
    const status = statusOf(error);
    if (BUSY.includes(status)) return false; // it says itself when to come again
    if (!this.stopped) this.say(navigator.onLine ? words.again : words.waiting);
    return isPassing(status);
  }

  progress(done) {
    this.bar.value = done;
    const now = performance.now();
    this.samples = [...this.samples.filter(([at]) => now - at < 15_000), [now, done]];
    const [from, before] = this.samples[0];
    const rate = (done - before) / (now - from || 1);
    const parts = [words.progress.replace("{done}", size(done)).replace("{size}", size(this.total))];
    if (now - from > 2000 && rate > 0) parts.push(this.left((this.total - done) / rate));
    this.say(parts.join(", "));
  }

  left(milliseconds) {
    if (milliseconds < 45_000) return words.soon;
    const minutes = Math.round(milliseconds / 60_000);
    return minutes < 2 ? words.minute : words.minutes.replace("{count}", minutes);
  }

  async pause() {
    this.stopped = true;
    sending.delete(this);
    await this.upload?.abort();
    this.settle?.();
    this.buttons({ running: false });
    this.say(words.paused, { aloud: true });
    this.card.querySelector("[data-resume]").focus();
  }

  failed(error) {
    if (this.stopped) return;
    const status = statusOf(error);
    if (BUSY.includes(status)) return this.waitItsTurn(error.originalResponse);
    if (status === 200 || status === 403) this.say(words.signedOut, { aloud: true });
    else this.say(navigator.onLine ? words.again : words.waiting, { aloud: true });
    this.timer = setTimeout(() => this.goOn(), RESTART);
  }

  waitItsTurn(reply) {
    this.say(words.busy, { aloud: true });
    this.timer = setTimeout(() => this.goOn(), pause(reply.getHeader("Retry-After")));
  }

  goOn() {
    clearTimeout(this.timer);
    if (sending.has(this) && !this.stopped) turn = turn.then(() => this.send());
  }

  async arrived() {
    sending.delete(this);
    this.say(words.arrived, { aloud: true });
    const reply = await fetch(this.card.dataset.card, { headers: headers() }).catch(() => null);
    if (reply?.ok) swap(this.card, (await reply.json()).html);
  }

  cancel() {
    this.stopped = true;
    sending.delete(this);
    clearTimeout(this.timer);
    this.upload?.abort();
    this.settle?.();
  }
}

upgrade("[data-arriving]", (card) => (card.arrival = new Arrival(card)));

upgrade("form[data-add]", (form) => {
  const slot = form.closest("[data-slot]");
  const pick = form.querySelector("[data-pick]");
  const problem = form.querySelector("[data-problem]");
  const say = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  };
  // A server that is busy is asked again when it said so; what was picked is not lost meanwhile.
  const patiently = async (ask, file) => {
    let reply = await ask();
    held.add(file);
    while (BUSY.includes(reply?.status)) {
      const said = await reply.json().catch(() => ({}));
      say(`${said.sentence ?? ""} ${words.busy}`.trim());
      await sleep(pause(reply.headers.get("Retry-After")));
      reply = await ask();
      if (!BUSY.includes(reply?.status)) say("");
    }
    held.delete(file);
    return reply;
  };
  const bring = async (file) => {
    const mark = await fingerprint(file);
    const known = slot.querySelector(`[data-arriving][data-fingerprint="${CSS.escape(mark)}"]`);
    if (known) return known.arrival.begin(file);
    const body = new FormData();
    for (const [name, value] of Object.entries({ name: file.name, size: file.size, fingerprint: mark })) {
      body.set(name, value);
    }
    const reply = await patiently(() => post(form.action, body).catch(() => null), file);
    if (reply?.type === "opaqueredirect" || reply?.status === 403) return say(words.signedOut);
    const said = (await reply?.json().catch(() => null)) ?? {};
    if (!reply?.ok) return say(said.sentence ?? (navigator.onLine ? words.wrongKind : words.waiting));
    const card = parsed(said.html);
    slot.querySelector("[data-cards]").append(card);
    enliven(card);
    makeRoom(slot);
    changed();
    card.arrival?.begin(file);
  };
  const bringAll = async (files) => {
    say("");
    for (const file of files) await bring(file);
  };
  pick.multiple = "many" in pick.dataset;
  pick.addEventListener("change", () => {
    const files = [...pick.files];
    pick.value = "";
    bringAll(files);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const cameras = form.querySelector("[data-cameras]");
  if (cameras) cameras.hidden = false;
  for (const button of form.querySelectorAll("[data-capture]")) {
    button.addEventListener("click", () => {
      const camera = document.createElement("input");
      Object.assign(camera, { type: "file", accept: button.dataset.capture, capture: "environment" });
      camera.addEventListener("change", () => bringAll([...camera.files]));
      camera.click();
    });
  }
});

// Removing, bringing back, captions: the card is shown anew as the server has it.
upgrade("form[data-swap]", (form) => {
  for (const each of form.querySelectorAll("[data-send-at-once]")) {
    each.addEventListener("change", () => each.files.length && form.requestSubmit());
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const card = form.closest("[data-artefact]");
    const body = new FormData(form, event.submitter);
    if ("remove" in form.dataset) card.arrival?.cancel();
    const reply = await post(form.action, body).catch(() => null);
    const said = (await reply?.json().catch(() => null)) ?? {};
    if (!reply?.ok) return announce(said.sentence ?? words.trouble);
    const fresh = swap(card, said.html);
    if ("remove" in form.dataset) announce(words.removed);
    fresh.querySelector("button:not([hidden])")?.focus();
  });
});

// While a file is prepared the page asks; what she types about it meanwhile is not touched.
upgrade("[data-waiting]", async (card) => {
  while (card.isConnected) {
    await sleep(POLL);
    const state = await fetch(card.dataset.state).then((reply) => reply.json(), () => null);
    const bar = card.querySelector(".media progress");
    if (bar && state) bar.value = state.progress;
    if (!state || state.state === "received") continue;
    const reply = await fetch(card.dataset.card, { headers: headers() }).catch(() => null);
    if (!reply?.ok) continue;
    const fresh = parsed((await reply.json()).html);
    if (fresh.matches("[data-waiting]")) continue;
    takeOver(card, fresh);
    return;
  }
});

function takeOver(card, fresh) {
  const about = card.querySelector(".about");
  for (const part of [".media", "[data-stalled]", ".about > form[data-swap]"]) {
    const [old, now] = [card.querySelector(part), fresh.querySelector(part)];
    if (old && now) old.replaceWith(now);
    else if (now) about?.append(now);
    else old?.remove();
    if (now) enliven(now);
  }
  delete card.dataset.waiting;
  changed();
}

addEventListener("offline", () =>
  sending.forEach((arrival) => arrival.say(words.waiting, { aloud: true })),
);
addEventListener("online", () => sending.forEach((arrival) => arrival.goOn()));
addEventListener("beforeunload", (event) => {
  if (sending.size || held.size) event.preventDefault();
});
