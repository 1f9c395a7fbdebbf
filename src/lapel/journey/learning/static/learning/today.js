// Today's session: what is done here is kept on this device first, and sent when there is a network.
import { announce, csrfToken } from "lapel/dom";

const STORE = "lapel-today";
const MOST_REMEMBERED = 300;
const SOONEST_AGAIN_MS = 2_000;
const LATEST_AGAIN_MS = 300_000;
const root = document.getElementById("today");
const say = root.dataset;
const waiting = `lapel-daily-waiting ${say.owner}`;
const sent = `lapel-daily-sent ${say.owner}`;
let sending = false;
let pause = SOONEST_AGAIN_MS;

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
};
const write = (key, entries) => localStorage.setItem(key, JSON.stringify(entries));
const cookieToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
const formOf = (id) => root.querySelector(`form[data-daily] [name=id][value="${CSS.escape(id)}"]`)?.form;

function told(form, sentence, kind = "") {
  const place = form.closest("[data-item]").querySelector("[data-state]");
  place.textContent = sentence;
  place.dataset.kind = kind;
}

// A check can be looked at again; of all else the form has served.
function mark(form, entry, sentence) {
  const item = form.closest("[data-item]");
  if (entry.kind === "check") {
    for (const each of item.querySelectorAll("[data-feedback]")) {
      each.hidden = each.dataset.feedback !== String(entry.option);
    }
  } else {
    form.hidden = true;
  }
  const isNew = !("done" in item.dataset);
  item.dataset.done = "";
  told(form, sentence);
  if (isNew && "card" in item.dataset) count();
}

function count() {
  const place = root.querySelector("[data-count]");
  const done = Number(place.dataset.count) + root.querySelectorAll("[data-card][data-done]").length;
  place.textContent = place.dataset.sayCount.replace("{done}", done).replace("{all}", place.dataset.of);
}

function entryOf(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  fields.delete("csrfmiddlewaretoken");
  return { ...Object.fromEntries(fields), at: new Date().toISOString() };
}

function onSubmit(event) {
  const form = event.target;
  const entry = entryOf(form, event.submitter);
  if (entry.kind === "check") entry.id = `${entry.id}-${entry.option}-${entry.at}`;
  try {
    write(waiting, [...read(waiting), entry]);
  } catch {
    return; // a full or forbidden store: the browser sends the form itself
  }
  event.preventDefault();
  mark(form, entry, say.sayHere);
  focusNext(form);
  send();
}

function focusNext(form) {
  const next = form.closest("[data-card]")?.nextElementSibling?.querySelector("summary");
  next?.focus();
}

// One sending at a time; what is done meanwhile follows.
async function send() {
  const entries = read(waiting).slice(0, 200);
  if (sending || !entries.length) return;
  sending = true;
  try {
    const answer = await fetch(say.keep, {
      method: "POST",
      body: JSON.stringify({ entries }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookieToken() ?? csrfToken() },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return note(say.saySignedOut);
    // Where the server cannot take it now, it is asked less and less often.
    pause = answer.ok ? SOONEST_AGAIN_MS : Math.min(2 * pause, LATEST_AGAIN_MS);
    if (answer.ok) settle(await answer.json());
  } catch {
    // It stays here and is sent when the network is back; some devices never say that it was gone.
    note(say.sayOffline);
    pause = Math.min(2 * pause, LATEST_AGAIN_MS);
  } finally {
    sending = false;
  }
  if (read(waiting).length && navigator.onLine) setTimeout(send, pause);
}

function settle({ kept, refused }) {
  const gone = new Set([...kept, ...Object.keys(refused)]);
  write(waiting, read(waiting).filter((entry) => !gone.has(entry.id)));
  write(sent, [...read(sent), ...kept].slice(-MOST_REMEMBERED));
  for (const id of kept) if (formOf(id)) told(formOf(id), say.saySent, "good");
  for (const [id, sentence] of Object.entries(refused)) if (formOf(id)) told(formOf(id), sentence, "bad");
  note("");
  refresh();
}

function note(sentence) {
  const place = root.querySelector("[data-network]");
  place.hidden = !sentence;
  if (place.textContent !== sentence) place.textContent = sentence;
}

// What was done on this page before it was opened again, from the device's own copy.
function recognise() {
  for (const entry of read(waiting)) if (formOf(entry.id)) mark(formOf(entry.id), entry, say.sayHere);
  for (const id of read(sent)) {
    const form = formOf(id);
    if (form) mark(form, { kind: form.elements.kind.value }, say.saySent);
  }
}

// --- this page on this device, if she wants it there ---------------------------------------------

const place = document.querySelector("[data-offline]");
const isPossible = "serviceWorker" in navigator && "caches" in window;

async function store() {
  const cache = await caches.open(STORE);
  const assets = performance.getEntriesByType("resource").map((each) => new URL(each.name));
  const ours = assets.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  await Promise.all([...new Set(ours.map(String))].map((url) => cache.add(url)));
  await storePage(cache);
}

async function storePage(cache) {
  const answer = await fetch(location.pathname, { redirect: "manual", cache: "no-store" });
  if (answer.ok) await cache.put(location.pathname, answer);
}

async function refresh() {
  if (isPossible && localStorage.getItem(STORE) === say.owner) {
    await storePage(await caches.open(STORE)).catch(() => {});
  }
}

async function keepHere() {
  await navigator.serviceWorker.register(say.worker);
  await store();
  localStorage.setItem(STORE, say.owner);
  shown(true);
  document.querySelector("[data-stored]").textContent = say.sayStored;
}

async function takeOff() {
  localStorage.removeItem(STORE);
  await caches.delete(STORE);
  for (const each of await navigator.serviceWorker.getRegistrations()) {
    // Notifications on this device go through the same worker, which stays for them.
    const isWanted = await each.pushManager?.getSubscription();
    if (each.active?.scriptURL.endsWith(say.worker) && !isWanted) await each.unregister();
  }
  document.querySelector("[data-stored]").textContent = "";
  shown(false);
}

function shown(isHere) {
  document.querySelector("[data-keep-here]").hidden = isHere;
  document.querySelector("[data-take-off]").hidden = !isHere;
}

async function prepare() {
  if (!isPossible) return;
  place.hidden = false;
  const whose = localStorage.getItem(STORE);
  shown(whose === say.owner);
  document.querySelector("[data-keep-here]").addEventListener("click", () => keepHere());
  document.querySelector("[data-take-off]").addEventListener("click", () => takeOff());
  if (whose === say.owner && navigator.onLine) await store().catch(() => {});
  if (whose && whose !== say.owner) await takeOff(); // somebody else's page does not stay here
}

for (const form of root.querySelectorAll("form[data-daily]")) form.addEventListener("submit", onSubmit);
window.addEventListener("online", () => send());
window.addEventListener("offline", () => {
  note(say.sayOffline);
  announce(say.sayOffline);
});
recognise();
if (!navigator.onLine) note(say.sayOffline);
send();
prepare();
