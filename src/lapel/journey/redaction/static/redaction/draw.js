// Draw a box on a picture: it fills in the numbers of the form that covers it.
import { upgrade } from "lapel/dom";

const NAMES = ["left", "top", "width", "height"];

upgrade("[data-draw]", (frame) => {
  const form = document.getElementById(frame.dataset.draw);
  const svg = frame.querySelector("svg");
  if (!form || !svg) return;
  let from = null;
  let drawn = null;
  const at = (event) => {
    const area = frame.getBoundingClientRect();
    const share = (value, size) => Math.min(1, Math.max(0, value / size));
    return [share(event.clientX - area.left, area.width), share(event.clientY - area.top, area.height)];
  };
  const show = (event) => {
    const to = at(event);
    const box = [0, 1].map((axis) => Math.min(from[axis], to[axis]));
    const size = [0, 1].map((axis) => Math.abs(from[axis] - to[axis]));
    const numbers = [...box, ...size];
    const { width, height } = svg.viewBox.baseVal;
    ["x", "y", "width", "height"].forEach((name, place) =>
      drawn.setAttribute(name, String(numbers[place] * (place % 2 ? height : width))));
    NAMES.forEach((name, place) => {
      form.elements[name].value = (numbers[place] * 100).toFixed(1);
    });
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    from = at(event);
    if (!drawn) {
      drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      drawn.dataset.new = "";
      svg.append(drawn);
    }
    form.closest("details").open = true;
    show(event);
  });
  frame.addEventListener("pointermove", (event) => from && show(event));
  frame.addEventListener("pointerup", () => { from = null; });
  frame.addEventListener("pointercancel", () => { from = null; });
});
