/* Runs in the head, before the first paint: the reader's own choice of light or dark, if there is one. */
"use strict";
(() => {
  const root = document.documentElement;
  const key = "miqyas.theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return window.localStorage.getItem(key); } catch { return null; }
  };
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    root.dataset.shownTheme = root.dataset.theme || (system.matches ? "dark" : "light");
  };
  const choose = (choice) => {
    const same = choice === (system.matches ? "dark" : "light");
    try {
      if (same) window.localStorage.removeItem(key);
      else window.localStorage.setItem(key, choice);
    } catch { /* the choice lasts for this page */ }
    show(choice);
  };
  root.classList.add("js");
  show(stored());
  system.addEventListener("change", () => show(stored()));
  window.addEventListener("storage", (event) => { if (event.key === key) show(event.newValue); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) choose(root.dataset.shownTheme === "dark" ? "light" : "dark");
  });
})();
