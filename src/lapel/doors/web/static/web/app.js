import { announce, csrfToken, upgrade } from "lapel/dom";

/* htmx sends the token of the form it came from. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken(event.target);
});

/* A link with data-dialog opens the dialog of that id instead of leading to its page. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const around = closer.closest("dialog");
    if (around) {
      event.preventDefault();
      around.close();
    }
  }
});

/* data-confirm asks before anything else hears that a form is sent. */
document.addEventListener(
  "submit",
  (event) => {
    const asker = [event.submitter, event.target].find((each) => each?.dataset?.confirm);
    if (!asker || asker.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter, target } = event;
    ask(asker.dataset).then((yes) => {
      if (!yes) return;
      asker.dataset.confirmed = "yes";
      target.requestSubmit(submitter);
      delete asker.dataset.confirmed;
    });
  },
  { capture: true },
);

function ask({ confirm, confirmYes, confirmNo }) {
  const template = document.getElementById("confirm");
  if (!template) return Promise.resolve(window.confirm(confirm));
  const dialog = template.content.firstElementChild.cloneNode(true);
  dialog.querySelector("[data-question]").textContent = confirm;
  if (confirmYes) dialog.querySelector("[value=yes]").textContent = confirmYes;
  if (confirmNo) dialog.querySelector("[value=no]").textContent = confirmNo;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((settle) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      settle(dialog.returnValue === "yes");
    });
  });
}

upgrade("[data-copy]", (button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = button.dataset.copied ?? "✓";
    const words = button.textContent;
    button.textContent = said;
    announce(said);
    setTimeout(() => (button.textContent = words), 2500);
  });
});

/* A summary of errors takes the focus, so that it is the first thing read. */
upgrade("[data-error-summary]", (summary) => summary.focus());

/* Menus close on Escape and when one clicks elsewhere. */
upgrade("details.menu", (menu) => {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

/* A table wider than the screen says so and can be scrolled by keyboard; any other is no stop. */
upgrade(".scroller", (scroller) => {
  const hint = document.createElement("p");
  hint.className = "scroll-hint";
  hint.textContent = document.body.dataset.sayScrolls ?? "";
  hint.hidden = true;
  scroller.before(hint);
  const look = () => {
    const more = scroller.scrollWidth > scroller.clientWidth + 1;
    hint.hidden = !more;
    if (more) scroller.tabIndex = 0;
    else if (document.activeElement !== scroller) scroller.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver(look);
  for (const each of [scroller, ...scroller.children]) watch.observe(each);
});

/* A file dropped on the area lands in its input. */
upgrade(".drop", (area) => {
  const input = area.querySelector("input[type=file]");
  const over = (event) => {
    event.preventDefault();
    area.dataset.over = "";
  };
  const away = () => delete area.dataset.over;
  area.addEventListener("dragenter", over);
  area.addEventListener("dragover", over);
  area.addEventListener("dragleave", away);
  area.addEventListener("drop", (event) => {
    away();
    if (!input || event.defaultPrevented) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

/* The choice of colours holds at once; the server keeps it. */
upgrade("[data-theme-form]", (form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const theme = event.submitter.value;
    const body = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.status >= 400) return;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const each of form.querySelectorAll("button[value]")) {
      each.setAttribute("aria-pressed", String(each.value === theme));
    }
  });
});
