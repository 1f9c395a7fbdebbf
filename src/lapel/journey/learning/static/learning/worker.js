// Opens Today without a network, from what its page has laid by. Everything else passes through.
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
