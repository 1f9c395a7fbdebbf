// The place in a video is kept, from one visit and device to the next.
import { csrfToken, upgrade } from "lapel/dom";

const EVERY_SECONDS = 10;
const NEAR_THE_END_SECONDS = 5;

upgrade("video[data-keep]", (video) => {
  let kept = Number(video.dataset.place) || 0;

  const goToPlace = () => {
    if (kept > 0 && kept < video.duration - NEAR_THE_END_SECONDS) video.currentTime = kept;
  };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) goToPlace();
  else video.addEventListener("loadedmetadata", goToPlace, { once: true });

  const keep = () => {
    const seconds = Math.floor(video.currentTime);
    if (seconds === kept) return;
    kept = seconds;
    const body = new URLSearchParams({ seconds, csrfmiddlewaretoken: csrfToken() });
    fetch(video.dataset.keep, { method: "POST", body, keepalive: true }).catch(() => {});
  };

  video.addEventListener("pause", keep);
  video.addEventListener("ended", keep);
  video.addEventListener("timeupdate", () => {
    if (!video.paused && Math.abs(video.currentTime - kept) >= EVERY_SECONDS) keep();
  });
  window.addEventListener("pagehide", keep);
});
