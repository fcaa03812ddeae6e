/* Lists of boxes: one button for all of them, a count of what is chosen, and Shift to choose a stretch. */
"use strict";
(() => {
  const boxesOf = (form) => [...form.querySelectorAll('tbody input[type="checkbox"], li input[type="checkbox"]')];
  document.querySelectorAll("[data-check-all]").forEach((button) => button.addEventListener("click", () => {
    const boxes = boxesOf(button.closest("form"));
    const every = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !every; });
  }));
  document.querySelectorAll("form[data-choices]").forEach((form) => {
    let last = null;
    form.addEventListener("click", (event) => {
      const box = event.target.closest('tbody input[type="checkbox"]');
      if (!box) return;
      const boxes = boxesOf(form);
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
      }
      last = box;
    });
  });
})();
