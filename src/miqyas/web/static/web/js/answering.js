/* Answers are saved while people type; without this file each has its button. What is not saved yet stays in the page,
   and `drafts.js` keeps a copy of it, also over the end of a session. Guidance is fetched when somebody looks at it. */
"use strict";
(() => {
  const places = document.querySelectorAll("[data-answers]");
  const aside = document.querySelector("[data-guide-place]");
  const PAUSE = 900;
  const AGAIN = 10000;
  const FIELDS = "input[name=grade], textarea[name=note]";
  const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice(10);

  const begin = (place) => {
    const words = place.dataset;
    const status = document.querySelector("[data-answers-status]");
    const forms = [...place.querySelectorAll("[data-answer-form]")];
    const waiting = new Map();
    const underway = new Set();
    let isRetrying = 0;

    const show = (text, isWrong) => {
      status.textContent = text;
      status.classList.toggle("is-wrong", Boolean(isWrong));
    };
    const near = (form, part) => form.closest("[data-answer]").querySelector(part) || document.querySelector(part);
    const wordsOf = (form) => JSON.stringify([form.elements.grade?.value ?? "", form.elements.note.value]);
    const asServed = (form) => JSON.stringify([
      form.querySelector("input[name=grade][checked]")?.value ?? "", form.elements.note.defaultValue,
    ]);
    const problem = (form, text, url) => {
      const where = form.querySelector("[data-answer-problem]");
      where.hidden = !text;
      where.textContent = text || "";
      if (url) {
        const link = document.createElement("a");
        link.href = url;
        link.textContent = words.compare;
        where.append(" ", link);
      }
    };
    const settled = () => {
      if (forms.every((form) => !form.dataset.unsaved)) show(words.saved);
      else if (!underway.size) show("");
    };
    const retry = () => {
      show(words.unsaved, true);
      window.clearTimeout(isRetrying);
      isRetrying = window.setTimeout(() => forms.filter((form) => form.dataset.unsaved).forEach(save), AGAIN);
    };

    const taken = (form, told, sent) => {
      if (told.state === "saved") {
        form.elements.version.value = told.version;
        const chip = near(form, "[data-answer-state]");
        if (chip) chip.textContent = told.words;
        form.closest("article.answer")?.setAttribute("class", `answer answer-${told.answer}`);
      }
      problem(form, told.problem, told.url);
      if (told.state !== "refused" && wordsOf(form) === sent) { // else there is more, or it was not taken
        delete form.dataset.unsaved;
        form.dispatchEvent(new CustomEvent("draft:saved"));
      }
      settled();
    };

    const save = async (form) => {
      window.clearTimeout(waiting.get(form));
      waiting.delete(form);
      if (underway.has(form)) return void later(form);
      if (form.dataset.aside === wordsOf(form)) {
        delete form.dataset.unsaved;
        return void settled();
      }
      underway.add(form);
      form.dataset.unsaved = "1";
      show(words.saving);
      const sent = wordsOf(form);
      const body = new FormData(form);
      if (token()) body.set("csrfmiddlewaretoken", token()); // another one after signing in again
      try {
        const answer = await fetch(form.getAttribute("action"), {
          method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
        });
        underway.delete(form);
        if (answer.type === "opaqueredirect" || answer.status === 401) {
          form.dispatchEvent(new CustomEvent("draft:expired"));
          retry();
        } else if (answer.ok || answer.status === 422) {
          const told = await answer.json();
          if (told.state === "aside") form.dataset.aside = sent;
          taken(form, told, sent);
        } else {
          retry();
        }
      } catch {
        underway.delete(form);
        retry();
      }
    };
    const later = (form) => {
      window.clearTimeout(waiting.get(form));
      waiting.set(form, window.setTimeout(() => save(form), PAUSE));
    };

    forms.forEach((form) => {
      const changed = (event) => {
        if (!event.target.matches(FIELDS)) return;
        form.dataset.unsaved = "1";
        later(form);
      };
      if (wordsOf(form) !== asServed(form)) later(form); // brought back by drafts.js, or by the browser
      form.addEventListener("input", changed);
      form.addEventListener("focusout", () => waiting.has(form) && save(form));
      form.addEventListener("submit", () => { delete form.dataset.unsaved; window.clearTimeout(waiting.get(form)); });
    });
    window.addEventListener("focus", () => forms.filter((form) => form.dataset.unsaved && !underway.has(form)).forEach(later));
    window.addEventListener("beforeunload", (event) => {
      if (forms.some((form) => form.dataset.unsaved)) event.preventDefault();
    });
    document.documentElement.classList.add("saves-itself");
    return forms;
  };

  /* Guidance: beside the list where there is room, else below its question. */
  const fetched = new Map();
  const guidance = (url) => {
    if (!fetched.has(url)) fetched.set(url, fetch(url, { credentials: "same-origin" }).then((one) => (one.ok ? one.text() : "")));
    return fetched.get(url);
  };
  const put = async (where, url) => {
    const text = await guidance(url);
    const found = new DOMParser().parseFromString(text, "text/html").querySelector(".guidance");
    if (found) where.replaceChildren(document.importNode(found, true));
  };
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (details.matches?.("[data-guide]") && details.open) put(details.querySelector("[data-guide-here]"), details.dataset.guide);
  }, true);
  document.addEventListener("focusin", (event) => {
    const details = event.target.closest("article[data-answer]")?.querySelector("[data-guide]");
    if (aside && details && window.matchMedia("(min-width: 62rem)").matches) put(aside, details.dataset.guide);
  });

  /* Ctrl+Enter goes on to the next question, with Shift to the one before; in the list, and from page to page. */
  const forms = [...places].flatMap(begin);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const link = document.querySelector(`[data-step=${event.shiftKey ? "previous" : "next"}]`);
    const here = forms.indexOf(event.target.closest("[data-answer-form]"));
    const there = forms[here + (event.shiftKey ? -1 : 1)];
    if (here >= 0 && there && !link) {
      event.preventDefault();
      (there.querySelector("input[name=grade]:checked") || there.querySelector("input[name=grade]")).focus();
    } else if (link) {
      event.preventDefault();
      const form = forms[0];
      if (!form?.dataset.unsaved) return void window.location.assign(link.href);
      form.dispatchEvent(new Event("focusout"));
      form.addEventListener("draft:saved", () => window.location.assign(link.href), { once: true });
    }
  });
})();
