/* The search for a country: without this file a form, with it a combobox.
   `data-suggestions` names an address that answers ?q= with {"suggestions": [{name, note, url}]}. */
import { combobox, suggested, text } from "./combobox.js";

for (const form of document.querySelectorAll("form[data-suggestions]")) {
  combobox(form.querySelector("input[type=search]"), form.querySelector("[role=listbox]"), form.querySelector("[role=status]"), {
    words: form.dataset,
    wait: 120,
    ask: (words, signal) => suggested(form.dataset.suggestions, [["q", words]], signal),
    draw: (option) => [text("span", option.name), text("span", option.note || "", { className: "quiet" })],
    take: (option) => window.location.assign(option.url),
  });
}
