/* An answer that is still worked out: looks once a second how far it is, and goes there when it has come.
   Whoever sends a form meanwhile, to give it up, goes where that leads.
   Without this file the page asks for itself to be loaded again. */
"use strict";
(() => {
  const PAUSE = 1000;
  const here = document.querySelector("[data-waiting]");
  if (!here) return;

  let isLeaving = false;
  window.addEventListener("submit", (event) => { isLeaving ||= !event.defaultPrevented; });

  const put = (fresh, part) => {
    const [shown, told] = [here.querySelector(part), fresh.querySelector(part)];
    if (shown.innerHTML !== told.innerHTML) shown.replaceChildren(...told.childNodes);
  };
  const look = async () => {
    if (isLeaving) return;
    try {
      const response = await fetch(window.location.href, { cache: "no-store", headers: { "X-Waiting": "look" } });
      if (response.redirected && !isLeaving) return window.location.replace(response.url);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (isLeaving) return;
      const fresh = page.querySelector("[data-waiting]");
      if (!fresh) return window.location.reload();
      put(fresh, "[data-moving]");
      put(fresh, "[role=status]");
      if (!fresh.querySelector("[data-cancel]")) here.querySelector("[data-cancel]")?.remove();
    } catch {
      // The server is away for a moment: the next look may find it.
    }
    window.setTimeout(look, PAUSE);
  };
  window.setTimeout(look, PAUSE);
})();
