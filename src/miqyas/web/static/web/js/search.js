/* The search for a country: without this file a form, with it a combobox (ARIA 1.2, list autocomplete).
   `data-suggestions` names an address that answers ?q= with {"suggestions": [{name, note, url}]}. */
"use strict";
(() => {
  const WAIT = 120;

  const combobox = (form) => {
    const input = form.querySelector("input[type=search]");
    const list = form.querySelector("[role=listbox]");
    const status = form.querySelector("[role=status]");
    let options = [];
    let active = -1;
    let timer = 0;
    let request = null;

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      active = index;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
      if (active < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    };
    const go = (index) => window.location.assign(options[index].url);
    const item = (option, index) => {
      const element = document.createElement("li");
      const name = document.createElement("span");
      const note = document.createElement("span");
      name.textContent = option.name;
      note.textContent = option.note || "";
      note.className = "quiet";
      element.append(name, note);
      element.id = `${list.id}-${index}`;
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", "false");
      element.addEventListener("mousedown", (event) => event.preventDefault());
      element.addEventListener("click", () => go(index));
      return element;
    };
    const show = (found) => {
      options = found;
      active = -1;
      list.replaceChildren(...options.map(item));
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      input.removeAttribute("aria-activedescendant");
      status.textContent = (options.length ? form.dataset.found : form.dataset.none).replace("{n}", options.length);
    };
    const ask = async () => {
      if (request) request.abort();
      const text = input.value.trim();
      if (!text) { status.textContent = ""; return close(); }
      request = new AbortController();
      try {
        const address = new URL(form.dataset.suggestions, window.location.href);
        address.searchParams.set("q", text);
        const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
        if (answer.ok) show((await answer.json()).suggestions);
      } catch (problem) {
        if (problem.name !== "AbortError") close();
      }
    };

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(ask, WAIT); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const last = options.length - 1;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); return close(); }
      if (event.isComposing || list.hidden) return undefined;
      if (event.key === "ArrowDown") { event.preventDefault(); return mark(active < last ? active + 1 : 0); }
      if (event.key === "ArrowUp") { event.preventDefault(); return mark(active > 0 ? active - 1 : last); }
      if (event.key === "Enter" && active >= 0) { event.preventDefault(); return go(active); }
      return undefined;
    });
  };

  document.querySelectorAll("form[data-suggestions]").forEach(combobox);
})();
