// What every page needs that sends files in pieces (tus 1.0) and bears a bad line.
import { csrfToken } from "lapel/dom";

export const BUSY = [429, 503]; // asked to wait
export const RETRIES = [0, 1000, 3000, 5000, 10_000, 20_000];
export const RESTART = 30_000;
const SHORTEST = 1000;

/** Words for scripts stand on the page: data-say-signed-out is words.signedOut here. */
export const spoken = (dataset) =>
  Object.fromEntries(
    Object.entries(dataset)
      .filter(([name]) => /^say[A-Z]/.test(name))
      .map(([name, said]) => [name[3].toLowerCase() + name.slice(4), said]),
  );

/** The token may have changed since the page came, where she signed in anew elsewhere. */
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? csrfToken();
export const headers = () => ({ Accept: "application/json", "X-CSRFToken": token() });
export const post = (url, body) =>
  fetch(url, { method: "POST", body, headers: headers(), redirect: "manual" });

export const sleep = (milliseconds) => new Promise((settle) => setTimeout(settle, milliseconds));

/** How long a busy server asks to wait; with a little of our own, so that not all come back at once. */
export const pause = (seconds) =>
  Math.max(SHORTEST, (Number(seconds) || 5) * 1000) + Math.random() * 1000;

/** Tell whether sending on at once may help after an answer with this status; 0 is none at all. */
export const isPassing = (status) => [0, 400, 409, 423].includes(status) || status >= 500;

export const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;
