/* A combobox over what a server suggests (ARIA 1.2, list autocomplete), for whatever is searched while somebody types.
   `ask(words, signal)` gives the options or nothing where the server does not answer, `draw(option)` the content of one, `take(option)` is told which was chosen.
   `enter(event, options, active)` is asked first when Enter is pressed; true: nothing more is to be done.
   `words` has the attributes `found` and `none`, sentences for those who hear the page. */
export const combobox = (input, list, status, { words, wait, ask, draw, take, enter = () => false }) => {
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
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const item = (option, index) => {
    const element = document.createElement("li");
    element.append(...draw(option));
    element.id = `${list.id}-${index}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", () => take(option));
    return element;
  };
  const offer = (found) => {
    options = found;
    active = -1;
    list.replaceChildren(...options.map(item));
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = (options.length ? words.found : words.none).replace("{n}", options.length);
  };
  const search = async () => {
    request?.abort();
    const text = input.value.trim();
    if (!text) { status.textContent = ""; return close(); }
    request = new AbortController();
    try {
      const found = await ask(text, request.signal);
      if (found) offer(found);
    } catch (problem) {
      if (problem.name !== "AbortError") close();
    }
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(search, wait);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown" && !list.hidden) { event.preventDefault(); mark(active < last ? active + 1 : 0); }
    else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); mark(active > 0 ? active - 1 : last); }
    else if (event.key === "Enter" && !enter(event, list.hidden ? [] : options, active) && !list.hidden && active >= 0) {
      event.preventDefault();
      take(options[active]);
    }
  });
  return { close: () => { window.clearTimeout(timer); request?.abort(); close(); } };
};

/* What a server suggests at an address, asked by pairs of names and values; null where it does not answer. */
export const suggested = async (base, values, signal) => {
  const address = new URL(base, window.location.href);
  for (const [name, value] of values) address.searchParams.append(name, value);
  const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).suggestions : null;
};

export const text = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words, ...more });
