/* The clock of an exercise, second by second; the clock of the server decides. */
"use strict";
(() => {
  const shown = (left) => `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const ends = new WeakMap();
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-clock]")) {
      if (!ends.has(clock)) ends.set(clock, Date.now() + 1000 * Number(clock.dataset.clock));
      const left = Math.max(0, Math.round((ends.get(clock) - Date.now()) / 1000));
      clock.textContent = left ? shown(left) : clock.dataset.up;
      clock.dir = left ? "ltr" : "auto";
    }
  };
  tick();
  window.setInterval(tick, 250);
  document.addEventListener("htmx:afterSwap", tick);
})();
