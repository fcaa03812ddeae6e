/* Small manners of every page: an open menu closes when the reader goes elsewhere; where places are a strip that
   moves, the one at hand is in sight. */
"use strict";
(() => {
  const shut = (except) => document.querySelectorAll("details.dropdown[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => shut(event.target.closest("details.dropdown")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement.closest("details.dropdown[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  const strip = document.querySelector(".work-groups");
  if (strip && strip.scrollWidth > strip.clientWidth) {
    strip.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }
})();
