/* Choosing things by code or words: without this file an area for codes, with it a combobox and what was chosen as
   a list. The area stays in the form and holds the codes, a line each, so that drafts and the server know nothing
   of this. `data-pick` names an address that answers ?q= and ?code= with {"suggestions": [{name, note}]}. */
import { combobox, suggested, text } from "./combobox.js";

let count = 0;

const picker = (box) => {
  const area = box.querySelector("textarea");
  const chosen = box.querySelector(".picker-chosen");
  const most = Number(box.dataset.most);
  const names = new Map([...chosen.querySelectorAll("[data-code]")].map((item) => [item.dataset.code, item.querySelector("span").textContent]).filter(([, name]) => name));
  const input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", spellcheck: false, dir: "auto", placeholder: box.dataset.search });
  const list = Object.assign(document.createElement("ul"), { className: "picker-list", id: `picker-list-${count++}`, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  let shown = null;

  const lines = () => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const put = (codes) => {
    area.value = [...new Set(codes)].join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const add = (code, name) => {
    if (name) names.set(code, name);
    put(most === 1 ? [code] : [...lines(), code]);
  };
  const chip = (code) => {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "picker-remove", textContent: "×" });
    button.setAttribute("aria-label", `${box.dataset.remove} ${code}`);
    button.addEventListener("click", () => {
      put(lines().filter((line) => line !== code));
      input.focus();
    });
    item.append(text("b", code, { dir: "auto" }), text("span", names.get(code) || "", { dir: "auto" }), button);
    if (!names.has(code)) item.className = "is-open";
    return item;
  };
  const draw = async () => {
    if (shown === area.value) return;
    shown = area.value;
    chosen.replaceChildren(...lines().map(chip));
    const unknown = lines().filter((code) => !names.has(code));
    if (!unknown.length) return;
    try {
      const found = await suggested(box.dataset.pick, unknown.map((code) => ["code", code])) || [];
      for (const one of found) names.set(one.note, one.name);
      if (found.length && shown === area.value) chosen.replaceChildren(...lines().map(chip));
    } catch { /* The codes stand there without their names. */ }
  };

  const take = (one) => {
    add(one.note, one.name);
    input.value = "";
    search.close();
  };
  // What was typed and not chosen goes to the server as it is, which knows codes in many spellings.
  const hand = () => {
    const words = input.value.trim();
    if (words) put(most === 1 ? [words] : [...lines(), ...words.split(/[,;،؛]/).map((one) => one.trim()).filter(Boolean)]);
    input.value = "";
    search.close();
  };

  for (const name of ["id", "aria-describedby", "aria-invalid", "required"]) {
    if (!area.hasAttribute(name)) continue;
    if (name !== "required") input.setAttribute(name, area.getAttribute(name));
    area.removeAttribute(name);
  }
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.list);
  status.setAttribute("role", "status");
  input.addEventListener("input", (event) => event.stopPropagation());
  const search = combobox(input, list, status, {
    words: box.dataset,
    wait: 150,
    ask: async (words, signal) => (await suggested(box.dataset.pick, [["q", words]], signal))?.filter((one) => !lines().includes(one.note)),
    draw: (one) => [text("b", one.note, { dir: "auto" }), text("span", one.name, { dir: "auto" })],
    take,
    enter: (event, options, active) => {
      if (!input.value.trim()) return false;
      event.preventDefault();
      if (active >= 0 || options.length === 1) take(options[Math.max(active, 0)]);
      else hand();
      return true;
    },
  });
  box.addEventListener("change", (event) => {
    const ticked = event.target.closest(".picker-asked input");
    if (!ticked?.checked) return;
    const asked = ticked.closest(".picker-asked");
    area.value = lines().filter((line) => line !== asked.dataset.words).join("\n");
    add(ticked.value, ticked.parentElement.querySelector("span").textContent);
    asked.remove();
    input.focus();
  });
  area.form.addEventListener("input", draw);
  area.form.addEventListener("submit", hand, { capture: true });

  area.hidden = true;
  area.before(input, list, status);
  box.classList.add("is-live");
  draw();
};

document.querySelectorAll("[data-pick]").forEach(picker);
