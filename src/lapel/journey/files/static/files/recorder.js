// Records sound, or pictures and sound, in the page and sends it in pieces that outlive a cut.
// It measures how loud the microphone is, to show that it works, and nothing else of what it hears.
import { announce, upgrade } from "lapel/dom";
import { BUSY, headers, isPassing, pause, post, RESTART, RETRIES, spoken, statusOf, token } from "lapel/sending";

const PIECE = 4 * 1024 * 1024;
const SLICE = 1000; // what a crash of the recorder may cost, in milliseconds
const TICK = 200;
const WARN = [60, 15]; // seconds before the end at which it is said aloud
const SILENT = 4000; // without a sound for so long, the microphone may be muted
const HUSH = 0.01;
const KINDS = {
  sound: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
  pictures: ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"],
};
// Five minutes stay near 25 MB: a face that speaks, on a slow line.
const QUALITY = { audioBitsPerSecond: 48_000, videoBitsPerSecond: 600_000 };
const CAMERA = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" };
const DENIED = ["NotAllowedError", "SecurityError"];
const REFUSED = [400, 409, 412, 413, 415, 422];
const MISSING = ["NotFoundError", "OverconstrainedError"];

const all = new Set();
const shown = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class Recorder {
  constructor(root) {
    this.root = root;
    this.words = spoken(root.dataset);
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.said = this.part("said");
    this.problem = this.part("problem");
    this.part("turn-on").addEventListener("click", () => this.turnOn());
    this.part("turn-off").addEventListener("click", () => this.turnOff());
    this.part("record").addEventListener("click", () => this.record());
    this.part("stop").addEventListener("click", () => this.stop());
    this.part("send").addEventListener("click", () => this.begin());
    this.part("give-up").addEventListener("click", () => this.giveUp());
    this.part("anew").addEventListener("submit", (event) => {
      event.preventDefault();
      this.discard();
    });
    this.enter("off");
    root.hidden = false;
    all.add(this);
  }

  get isUnsent() {
    return ["recording", "recorded", "sending"].includes(this.state);
  }

  // Each part of the markup names the states in which it is there.
  enter(state, focus) {
    this.state = state;
    this.root.dataset.state = state;
    for (const each of this.root.querySelectorAll("[data-when]")) {
      each.hidden = !each.dataset.when.split(" ").includes(state);
    }
    if (state !== "ready" && state !== "recording") this.part("preview").hidden = true;
    if (focus) this.part(focus).focus();
  }

  say(sentence, { aloud = false } = {}) {
    this.said.textContent = sentence;
    if (aloud) announce(sentence);
  }

  complain(sentence) {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }

  async turnOn() {
    for (const other of all) if (other !== this) other.rest();
    this.complain("");
    const kind = this.root.querySelector("input[type=radio]:checked").value;
    this.say(this.words.asking);
    this.part("turn-on").disabled = true; // the browser asks her; one question is enough
    try {
      const camera = kind === "pictures" ? CAMERA : false;
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: camera });
    } catch (error) {
      this.say("");
      return this.complain(this.refusal(error.name));
    } finally {
      this.part("turn-on").disabled = false;
    }
    this.kind = kind;
    for (const track of this.stream.getTracks()) {
      track.addEventListener("ended", () => this.unplugged());
    }
    const preview = this.part("preview");
    this.enter("ready", "record");
    preview.hidden = kind !== "pictures";
    if (kind === "pictures") preview.srcObject = this.stream;
    this.say(this.words.ready, { aloud: true });
    this.listen();
    this.tick(0);
  }

  refusal(name) {
    if (DENIED.includes(name)) return this.words.denied;
    return MISSING.includes(name) ? this.words.missing : this.words.taken;
  }

  // How loud it is, as a bar: one reads at a glance that the microphone works.
  listen() {
    const Context = window.AudioContext ?? window.webkitAudioContext;
    if (!Context) return;
    this.context = new Context();
    const look = this.context.createAnalyser();
    look.fftSize = 1024;
    this.context.createMediaStreamSource(this.stream).connect(look);
    const wave = new Float32Array(look.fftSize);
    const level = this.part("level");
    let loudest = 0;
    const since = performance.now();
    this.meter = setInterval(() => {
      look.getFloatTimeDomainData(wave);
      const loud = Math.sqrt(wave.reduce((sum, each) => sum + each * each, 0) / wave.length);
      level.value = Math.min(1, loud * 4);
      loudest = Math.max(loudest, loud);
      if (loudest > HUSH && this.problem.textContent === this.words.silent) this.complain("");
      if (loudest <= HUSH && performance.now() - since > SILENT) this.complain(this.words.silent);
    }, 100);
  }

  turnOff() {
    this.release();
    this.say("");
    this.complain("");
    this.enter("off", "turn-on");
  }

  release() {
    clearInterval(this.meter);
    this.context?.close();
    this.context = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.part("preview").srcObject = null;
  }

  // Another one on the page is turned on: this one lets go of the microphone, and keeps what it has.
  rest() {
    if (this.state === "recording") this.stop();
    else if (this.state === "ready") this.turnOff();
  }

  // The rule counts all answers together: what the others took is not left for this one.
  get left() {
    const others = [...document.querySelectorAll("[data-spoken]")].filter((each) => !each.contains(this.root));
    const spent = others.reduce((sum, each) => sum + (Number(each.dataset.spoken) || 0), 0);
    return Math.max(0, Number(this.root.dataset.most) - spent);
  }

  tick(seconds) {
    const told = this.words.clock.replace("{done}", shown(seconds)).replace("{left}", shown(this.limit ?? this.left));
    this.part("clock").textContent = told;
  }

  record() {
    this.limit = this.left;
    if (this.limit < 1) return this.complain(this.words.full);
    const mimeType = KINDS[this.kind].find((each) => MediaRecorder.isTypeSupported(each));
    this.parts = [];
    this.recorder = new MediaRecorder(this.stream, { ...QUALITY, ...(mimeType ? { mimeType } : {}) });
    this.recorder.addEventListener("dataavailable", ({ data }) => data.size && this.parts.push(data));
    this.recorder.addEventListener("stop", () => this.stopped());
    this.recorder.addEventListener("error", () => this.unplugged());
    this.recorder.start(SLICE);
    this.began = performance.now();
    this.warned = new Set(WARN.filter((each) => each >= this.limit));
    this.enter("recording", "stop");
    this.say(this.words.recording, { aloud: true });
    this.clock = setInterval(() => this.watch(), TICK);
    this.tick(0);
  }

  watch() {
    const seconds = (performance.now() - this.began) / 1000;
    this.tick(Math.min(seconds, this.limit));
    const near = WARN.filter((each) => this.limit - seconds <= each && !this.warned.has(each)).pop();
    if (near) {
      for (const each of WARN) if (each >= near) this.warned.add(each);
      announce(this.words.near.replace("{seconds}", near));
    }
    if (seconds >= this.limit) this.stop(this.words.time);
  }

  stop(why = this.words.recorded) {
    if (this.recorder?.state === "inactive") return;
    this.why = why;
    this.recorder.stop();
  }

  unplugged() {
    if (this.state === "recording") return this.stop(this.words.unplugged);
    if (this.state !== "ready") return;
    this.turnOff();
    this.complain(this.words.taken);
  }

  stopped() {
    clearInterval(this.clock);
    const seconds = Math.min((performance.now() - this.began) / 1000, this.limit);
    this.release();
    this.complain("");
    const type = this.recorder.mimeType.split(";")[0] || `${this.kind === "pictures" ? "video" : "audio"}/webm`;
    this.file = new Blob(this.parts, { type });
    this.parts = [];
    if (!this.file.size) {
      this.enter("off", "turn-on");
      return this.complain(this.words.taken);
    }
    this.tick(seconds);
    this.playBack();
    this.enter("recorded", "send");
    this.say(this.why, { aloud: true });
  }

  playBack() {
    const player = document.createElement(this.kind === "pictures" ? "video" : "audio");
    Object.assign(player, { controls: true, playsInline: true, src: URL.createObjectURL(this.file) });
    player.setAttribute("aria-label", this.words.yours);
    // A recording says nowhere how long it is, until a player has been at its end.
    player.addEventListener("loadedmetadata", () => {
      if (player.duration !== Infinity) return;
      player.addEventListener("durationchange", () => (player.currentTime = 0), { once: true });
      player.currentTime = Number.MAX_SAFE_INTEGER;
    }, { once: true });
    this.part("playback").replaceChildren(player);
  }

  discard() {
    const player = this.part("playback").firstElementChild;
    if (player) URL.revokeObjectURL(player.src);
    this.part("playback").replaceChildren();
    this.file = this.place = this.limit = null;
    this.say("");
    this.complain("");
    this.enter("off", "turn-on");
  }

  begin() {
    this.isGivenUp = false;
    this.complain("");
    this.part("bar").removeAttribute("value");
    this.enter("sending", "give-up");
    this.say(this.words.sending, { aloud: true });
    this.send();
  }

  // What goes wrong on the way leaves the recording where it is, and is tried again by itself.
  async send() {
    clearTimeout(this.timer);
    if (this.isGivenUp || this.isBusy) return;
    this.isBusy = true;
    try {
      this.place ??= await this.room();
      if (!this.isGivenUp) await this.upload();
      if (!this.isGivenUp) await this.keep();
    } catch (trouble) {
      this.troubled(trouble);
    } finally {
      this.isBusy = false;
    }
  }

  async asked(url, facts) {
    const body = new FormData();
    for (const [name, value] of Object.entries(facts)) body.set(name, value);
    const reply = await post(url, body).catch(() => null);
    if (!reply) throw { status: 0 };
    const status = reply.type === "opaqueredirect" ? 403 : reply.status;
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) throw { status, sentence: said.sentence, after: reply.headers.get("Retry-After") };
    return said;
  }

  room() {
    const name = `${this.root.dataset.name}.${this.file.type.split("/")[1]}`;
    return this.asked(this.root.dataset.begin, { name, size: this.file.size });
  }

  async upload() {
    if (!window.tus) await import(this.root.dataset.tus);
    const bar = this.part("bar");
    bar.max = this.file.size;
    await new Promise((settle, fail) => {
      this.sender = new window.tus.Upload(this.file, {
        uploadUrl: this.place.upload,
        chunkSize: PIECE,
        retryDelays: RETRIES,
        storeFingerprintForResuming: false,
        headers: { "X-CSRFToken": token() },
        onProgress: (done) => {
          bar.value = done;
          this.say(this.words.sending);
        },
        onShouldRetry: (error) => this.mayRetry(statusOf(error)),
        onSuccess: settle,
        onError: (error) => {
          const after = error.originalResponse?.getHeader("Retry-After");
          fail({ status: statusOf(error), after });
        },
      });
      this.letGo = settle;
      this.sender.start();
    });
  }

  mayRetry(status) {
    if (BUSY.includes(status)) return false; // it says itself when to come again
    if (!this.isGivenUp) this.say(navigator.onLine ? this.words.again : this.words.waiting);
    return isPassing(status);
  }

  async keep() {
    await this.asked(this.root.dataset.keep, { file: this.place.file });
    this.enter("kept");
    this.say(this.words.arrived, { aloud: true });
    location.reload();
  }

  troubled({ status = 0, sentence, after }) {
    if (this.isGivenUp) return;
    if (REFUSED.includes(status)) {
      this.place = null;
      this.enter("recorded", "send");
      this.say("");
      return this.complain(sentence ?? this.words.trouble);
    }
    if (status === 404 || status === 410) this.place = null; // begun anew elsewhere
    if (status === 403 || status === 200) this.say(this.words.signedOut, { aloud: true });
    else if (BUSY.includes(status)) this.say(sentence ?? this.words.busy, { aloud: true });
    else this.say(navigator.onLine ? this.words.again : this.words.waiting, { aloud: true });
    this.timer = setTimeout(() => this.send(), BUSY.includes(status) ? pause(after) : RESTART);
  }

  async giveUp() {
    this.isGivenUp = true;
    clearTimeout(this.timer);
    await this.sender?.abort();
    this.letGo?.();
    this.enter("recorded", "send");
    this.say(this.words.recorded);
  }
}

if (navigator.mediaDevices?.getUserMedia && window.MediaRecorder) {
  upgrade("[data-recorder]", (root) => new Recorder(root));
}

// What is still being prepared on the server is shown as soon as it can be.
upgrade("[data-preparing]", async (card) => {
  const { preparing } = card.dataset;
  for (;;) {
    await new Promise((settle) => setTimeout(settle, 1500));
    const reply = await fetch(preparing, { headers: headers() }).catch(() => null);
    const known = await reply?.json().catch(() => null);
    if (!known || known.state === "receiving" || known.state === "received") continue;
    const page = await fetch(location.href).then((each) => each.text(), () => "");
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById(card.id);
    const [old, now] = [card.querySelector(".media"), fresh?.querySelector(".media")];
    if (!old || !now) continue;
    card.dataset.spoken = fresh.dataset.spoken ?? "";
    old.replaceWith(now);
    now.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    return;
  }
});

addEventListener("online", () => all.forEach((each) => each.state === "sending" && each.send()));
addEventListener("beforeunload", (event) => {
  if ([...all].some((each) => each.isUnsent)) event.preventDefault();
});
