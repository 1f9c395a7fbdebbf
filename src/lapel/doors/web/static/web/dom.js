/** Run `act` on every element matching `selector`, now and whenever htmx brings new ones. */
export function upgrade(selector, act) {
  const run = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const each of found) {
      const done = (each.upgrades ??= new Set());
      if (!done.has(act)) {
        done.add(act);
        act(each);
      }
    }
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.target));
}

/** Say something to screen readers without moving anyone's focus. */
export function announce(sentence) {
  let voice = document.getElementById("voice");
  if (!voice) {
    voice = document.createElement("div");
    voice.id = "voice";
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = "";
  setTimeout(() => (voice.textContent = sentence), 50);
}

/** The token every POST needs, from the form at hand or any form on the page. */
export function csrfToken(near = document) {
  const field = "input[name=csrfmiddlewaretoken]";
  return (near.querySelector?.(field) ?? document.querySelector(field))?.value ?? "";
}

/** Give a moment of today by the clock alone, any other with its day. */
export function timeOf(moment) {
  const at = new Date(moment);
  const isToday = at.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: "numeric", month: "long" };
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return at.toLocaleString(document.documentElement.lang, { ...day, ...clock });
}
