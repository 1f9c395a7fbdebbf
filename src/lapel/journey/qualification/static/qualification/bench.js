// Levels are kept as they are chosen; without this script every criterion has its own Save button.
const words = document.querySelector("[data-words]").dataset;
const counter = document.querySelector("[data-scored]");
const AGAIN = 4000;

const waiting = new Set();

async function save(form) {
  const state = form.querySelector("[data-state]");
  const chosen = new FormData(form);
  if (!chosen.get("level")) return;
  waiting.add(form);
  state.textContent = words.saving;
  try {
    const reply = await fetch(form.action, { method: "POST", body: chosen, headers: { Accept: "application/json" } });
    if (reply.redirected || !(reply.headers.get("Content-Type") ?? "").includes("json")) {
      if (reply.status >= 500) throw new Error(reply.statusText);
      waiting.delete(form);
      location.reload();
      return;
    }
    const said = await reply.json();
    waiting.delete(form);
    state.textContent = reply.ok ? words.saved : said.sentence;
    if (reply.ok) counter.textContent = said.scored;
  } catch {
    state.textContent = words.offline;
    setTimeout(() => save(form), AGAIN);
  }
}

for (const form of document.querySelectorAll("[data-mark]")) {
  form.querySelector("[data-save]").hidden = true;
  let last = Promise.resolve();
  // One after the other, so that the latest choice is what stands.
  const queue = () => (last = last.then(() => save(form)));
  form.addEventListener("change", queue);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    queue();
  });
}

window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
