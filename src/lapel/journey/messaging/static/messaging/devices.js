// Lets notifications come to this device, on a click and not before; takes them off again.
import { csrfToken } from "lapel/dom";

const form = document.getElementById("let-in");
const say = form.dataset;
const said = document.querySelector("[data-said]");
const isPossible = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
// An iPad calls itself a Mac, and is the only one with a screen to touch.
const isIphone =
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

// A worker serves two ends: this, and Today without a network; it stays while either wants it.
const registrationHere = () => navigator.serviceWorker.getRegistration(say.worker);
const subscriptionHere = async () => (await registrationHere())?.pushManager.getSubscription();

async function askForKey() {
  const answer = await fetch(say.keyAt, { method: "POST", headers: { "X-CSRFToken": csrfToken(form) } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()).key;
}

async function letIn() {
  said.textContent = "";
  if ((await Notification.requestPermission()) !== "granted") return tell(say.sayRefused);
  try {
    await navigator.serviceWorker.register(say.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const key = await askForKey();
    await (await pushManager.getSubscription())?.unsubscribe(); // it may be bound to a former key
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    const { endpoint, keys } = made.toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys, key })) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    form.submit();
  } catch {
    tell(say.sayFailed);
  }
}

function tell(sentence) {
  said.textContent = sentence;
}

async function takeOff(event) {
  event.preventDefault();
  await endHere().catch(() => {}); // the server ends it in any case
  event.target.submit();
}

async function endHere() {
  await (await subscriptionHere())?.unsubscribe();
}

async function prepare() {
  document.querySelector("[data-cannot]").hidden = isPossible || isIphone;
  document.querySelector("[data-on-iphone]").hidden = isPossible || !isIphone;
  if (!isPossible) return;
  form.hidden = "isHere" in say;
  form.querySelector("[data-let-in]").addEventListener("click", letIn);
  for (const each of document.querySelectorAll("[data-off-here]")) each.addEventListener("submit", takeOff);
  if (form.hidden && !(await subscriptionHere())) {
    form.hidden = false; // this browser has ended it by itself
  } else if (!form.hidden) {
    await endHere().catch(() => {}); // it was somebody else's, or taken off from another device
  }
}

prepare();
