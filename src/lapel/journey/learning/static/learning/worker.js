// Opens Today without a network, from what its page has laid by, and shows reminders that come.
// Everything else passes through.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  event.respondWith(
    fetch(request).catch(async (problem) => {
      const laidBy = await caches.match(request, { ignoreVary: true });
      if (laidBy) return laidBy;
      throw problem;
    }),
  );
});

// A later reminder takes the place of an earlier one, so that they never pile up.
self.addEventListener("push", (event) => {
  const { title, tag, lang, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { tag, lang, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(new URL(event.notification.data.url, self.location.origin)));
});

async function lead(page) {
  if (page.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((each) => new URL(each.url).pathname === page.pathname);
  await (there ? there.focus() : self.clients.openWindow(page.href));
}
