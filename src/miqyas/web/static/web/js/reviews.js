/* Blind review: the clock as the server has it, and notes that are kept while people type. Without this file the page has
   the clock as it stood when it was asked for, and a button that keeps what is written. `drafts.js` has a copy, too. */
"use strict";
(() => {
  const clock = document.querySelector("[data-clock]");
  const over = document.querySelector("[data-clock-over]");
  const form = document.querySelector("[data-review-form]");
  const two = (number) => String(number).padStart(2, "0");

  /* The clock: what the server said, and what has passed since by a clock that nobody sets. */
  let base = Number(clock?.dataset.seconds ?? 0);
  let since = performance.now();
  let stands = clock ? "stands" in clock.dataset : true;
  const tick = () => {
    if (!clock) return;
    const seconds = base + (stands ? 0 : Math.floor((performance.now() - since) / 1000));
    const face = clock.querySelector("[data-clock-face] bdi") || clock.querySelector("[data-clock-face]");
    face.textContent = `\u2066${Math.floor(seconds / 60)}:${two(seconds % 60)}\u2069`;
    const isOver = !stands && seconds >= Number(clock.dataset.limit);
    clock.classList.toggle("is-over", isOver);
    if (over.hidden === isOver) over.hidden = !isOver;
  };
  const set = (seconds, isStanding) => {
    base = seconds;
    since = performance.now();
    stands = isStanding;
    tick();
  };
  if (clock) {
    tick();
    window.setInterval(tick, 500);
  }

  if (!form) return;
  const words = form.dataset;
  const status = form.querySelector("[data-review-status]");
  const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice(10);
  const PAUSE = 900;
  const AGAIN = 10000;
  let wait = 0;
  let isUnderway = false;
  let isUnsaved = false;
  const show = (text, isWrong) => {
    status.textContent = text;
    status.classList.toggle("is-wrong", Boolean(isWrong));
  };
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  const later = (pause) => {
    window.clearTimeout(wait);
    wait = window.setTimeout(save, pause);
  };
  const save = async () => {
    if (isUnderway) return later(PAUSE);
    isUnderway = true;
    const sent = typed();
    show(words.saving);
    try {
      const answer = await fetch(words.save, {
        method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": token() || "" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        form.dispatchEvent(new CustomEvent("draft:expired"));
        show(words.unsaved, true);
        later(AGAIN);
      } else if (answer.ok) {
        const told = await answer.json();
        set(told.seconds, told.stands);
        show(words.saved);
        if (typed() === sent) {
          isUnsaved = false;
          form.dispatchEvent(new CustomEvent("draft:saved"));
        }
      } else if (answer.status === 422) {
        show((await answer.json()).problem, true);
      } else {
        show(words.unsaved, true);
        later(AGAIN);
      }
    } catch {
      show(words.unsaved, true);
      later(AGAIN);
    } finally {
      isUnderway = false;
    }
  };
  form.addEventListener("input", (event) => {
    isUnsaved = true;
    later(event.target.name === "found" ? 0 : PAUSE);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(wait);
    isUnsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved) event.preventDefault();
  });
  document.documentElement.classList.add("keeps-itself");
})();
