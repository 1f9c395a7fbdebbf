// Playback speed for every player on the page, remembered in this browser.
import { upgrade } from "lapel/dom";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const KEPT = "lapel-speed";

upgrade("[data-player]", (player) => {
  const words = player.dataset.speed || "Speed";
  const label = document.createElement("label");
  label.className = "cluster small speed";
  const chooser = document.createElement("select");
  chooser.className = "select";
  for (const speed of SPEEDS) chooser.add(new Option(`${speed}×`, String(speed)));
  const choose = (speed) => {
    player.defaultPlaybackRate = player.playbackRate = speed;
    chooser.value = String(speed);
  };
  chooser.addEventListener("change", () => {
    choose(Number(chooser.value));
    localStorage.setItem(KEPT, chooser.value);
  });
  const kept = Number(localStorage.getItem(KEPT));
  choose(SPEEDS.includes(kept) ? kept : 1);
  const around = document.createElement("span"); // as wide as the chooser, not as the page
  around.append(chooser);
  label.append(words, around);
  player.after(label);
});
