/* The slider shows its moment as soon as it is let go; without this a button does. */
for (const slider of document.querySelectorAll("input[data-moments]")) {
  const form = slider.form;
  for (const button of form.querySelectorAll("button")) button.hidden = true;
  slider.addEventListener("change", () => form.requestSubmit());
}
