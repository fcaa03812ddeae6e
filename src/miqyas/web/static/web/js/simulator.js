/* Sliders of the simulator: a slider and its number field move together, and a component and its parts not
   at once. Asking and swapping is htmx's; without this file the form works with its number fields and a button. */
"use strict";
(() => {
  const form = document.getElementById("simulator");
  const said = document.getElementById("simulator-said");
  if (!form) return;
  const number = (range) => document.getElementById(range.dataset.of);
  const rangeOf = (input) => form.querySelector(`input[type=range][data-of="${input.id}"]`);

  const show = (slide) => {
    const input = slide.querySelector("input[type=number]");
    const output = slide.querySelector("output[data-own]");
    const amount = Number(input.value) || 0;
    slide.classList.toggle("is-moved", amount !== 0);
    if (output) output.textContent = (Number(output.dataset.own) + amount).toFixed(3);
  };

  const put = (input, value) => {
    input.value = value;
    const range = rangeOf(input);
    if (range) range.value = value;
    show(input.closest(".slide"));
  };

  /* A component that is moved as a whole is not moved through its parts as well. */
  const leaveAlone = (slide) => {
    const isWhole = slide.hasAttribute("data-whole");
    form.querySelectorAll(`.slide[data-component="${slide.dataset.component}"]`).forEach((other) => {
      if (other !== slide && (isWhole || other.hasAttribute("data-whole"))) {
        const input = other.querySelector("input[type=number]");
        if (Number(input.value)) put(input, "0");
      }
    });
  };

  form.addEventListener("input", (event) => {
    const slide = event.target.closest(".slide");
    if (!slide) return;
    if (event.target.type === "range") number(event.target).value = event.target.value;
    else rangeOf(event.target).value = event.target.value || "0";
    show(slide);
    if (Number(event.target.value)) leaveAlone(slide);
  }, true);

  document.body.addEventListener("htmx:afterSwap", () => {
    const found = document.querySelector("#simulator-head [data-said], #simulator-head [role=alert]");
    if (found) said.textContent = found.textContent;
  });
})();
