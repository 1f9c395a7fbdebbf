// Lines of a text field: a link to a place selects it there, and an output tells where one writes.

function offsetOf(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  // Columns count characters, and a field counts UTF-16 units.
  const passed = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  return Math.min(before + passed, text.length);
}

function select(field, { line, column, length }) {
  const start = offsetOf(field.value, Number(line), Number(column));
  field.setSelectionRange(start, start);
  // A field scrolls to where one writes when it is given the focus, and not before.
  field.blur();
  field.focus();
  field.setSelectionRange(start, start + Number(length));
  field.scrollIntoView({ block: "center" });
}

function tell(output, field) {
  const before = field.value.slice(0, field.selectionStart).split("\n");
  output.textContent = output.dataset.sayCaret
    .replace("{line}", before.length)
    .replace("{column}", [...before.at(-1)].length + 1);
}

for (const link of document.querySelectorAll("a[data-line]")) {
  link.addEventListener("click", (event) => {
    const field = document.querySelector(link.hash);
    if (!field) return;
    event.preventDefault();
    select(field, link.dataset);
  });
}

for (const output of document.querySelectorAll("output[data-caret-of]")) {
  const field = document.getElementById(output.dataset.caretOf);
  for (const kind of ["keyup", "click", "input", "focus", "select"]) {
    field?.addEventListener(kind, () => tell(output, field));
  }
}
