// Playback speed for every player on the page, remembered in this browser.
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const KEPT = "lapel-speed";

const enhance = (player) => {
  const chooser = document.createElement("select");
  chooser.setAttribute("aria-label", player.ownerDocument.documentElement.dataset.speedLabel || "Speed");
  chooser.className = "speed";
  for (const speed of SPEEDS) {
    chooser.add(new Option(`${speed}×`, String(speed)));
  }
  const choose = (speed) => {
    player.playbackRate = speed;
    chooser.value = String(speed);
  };
  chooser.addEventListener("change", () => {
    choose(Number(chooser.value));
    localStorage.setItem(KEPT, chooser.value);
  });
  const kept = Number(localStorage.getItem(KEPT));
  choose(SPEEDS.includes(kept) ? kept : 1);
  player.after(chooser);
};

document.querySelectorAll("[data-player]").forEach(enhance);
