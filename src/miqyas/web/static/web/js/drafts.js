/* Nothing typed is lost: a copy of each form with data-draft stays in this tab until the server has taken it.

   <form method="post" data-draft="name"> is all that a page needs. The name tells forms of one page apart.
   A session that ended: a plain form comes back after signing in with its words in it; a form that a script sends
   keeps them and shows the way to sign in. Scripts that send by themselves tell the form how it went:
     form.dispatchEvent(new CustomEvent("draft:saved"));     the server has it
     form.dispatchEvent(new CustomEvent("draft:expired"));   it answered 401
   and take the CSRF token from the cookie each time. htmx needs nothing. */
"use strict";
(() => {
  const words = document.getElementById("drafts");
  if (!words) return;
  const COOKIE = "miqyas_kept";
  const TYPED = "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), textarea, select";

  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const place = window.location.pathname.replace(/^\/[a-z-]+\//, "/") + window.location.search;
  const keyOf = (form) => `miqyas:draft:${words.dataset.person}:${place}:${form.dataset.draft}`;
  const controls = (form) => [...form.elements].filter((one) => one.name && one.matches(TYPED));
  const isTicked = (one) => one.type === "checkbox" || one.type === "radio";

  const read = (form) => {
    const values = {};
    for (const one of controls(form)) {
      const list = values[one.name] ??= [];
      if (one.multiple) list.push(...[...one.selectedOptions].map((option) => option.value));
      else if (!isTicked(one)) list.push(one.value);
      else if (one.checked) list.push(one.value);
    }
    return values;
  };
  const write = (form, values) => {
    const left = structuredClone(values);
    for (const one of controls(form)) {
      const list = left[one.name];
      if (!list) continue;
      if (isTicked(one)) one.checked = list.includes(one.value);
      else if (one.multiple) for (const option of one.options) option.selected = list.includes(option.value);
      else if (list.length) one.value = list.shift();
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const store = (form, sent) => {
    try {
      window.sessionStorage.setItem(keyOf(form), JSON.stringify({ values: read(form), sent }));
      return true;
    } catch {
      return false; // No room, or storing is forbidden: the page still has the words.
    }
  };
  const stored = (form) => {
    try {
      return JSON.parse(window.sessionStorage.getItem(keyOf(form)));
    } catch {
      return null;
    }
  };
  const forget = (form) => window.sessionStorage.removeItem(keyOf(form));
  const renew = (form) => {
    const [token, given] = [cookie("csrftoken"), form.querySelector("[name=csrfmiddlewaretoken]")];
    if (token && given) given.value = token;
  };

  // The server keeps the words of a browser that does not (kept_forms.py).
  const tellKept = (form) => {
    if (form.elements.drafted) return;
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "drafted", value: "1" });
    form.append(field);
  };

  const notice = (form, name) => {
    form.querySelector("[data-draft-notice]")?.remove();
    const shown = words.content.querySelector(`[data-draft-notice="${name}"]`).cloneNode(true);
    form.prepend(shown);
    return shown;
  };
  const offer = (form, kept) => {
    const shown = notice(form, "kept");
    shown.querySelector("[data-restore]").addEventListener("click", () => {
      write(form, kept.values);
      shown.remove();
    });
    shown.querySelector("[data-discard]").addEventListener("click", () => {
      forget(form);
      shown.remove();
    });
  };

  const begin = (form) => {
    let wait = 0;
    let first = read(form);
    let isSent = false;
    const keep = () => (same(read(form), first) ? forget(form) : store(form, false));
    const saved = () => {
      window.clearTimeout(wait);
      first = read(form);
      forget(form);
      form.querySelector("[data-draft-notice]")?.remove();
    };
    form.addEventListener("input", () => {
      window.clearTimeout(wait);
      wait = window.setTimeout(keep, 300);
    });
    window.addEventListener("pagehide", () => {
      if (wait && !isSent) keep();
    });
    form.addEventListener("submit", () => {
      window.clearTimeout(wait);
      isSent = true;
      renew(form);
      if (store(form, true)) tellKept(form);
    });
    form.addEventListener("draft:saved", saved);
    form.addEventListener("draft:expired", () => {
      store(form, false);
      notice(form, "expired");
    });
    form.addEventListener("htmx:afterRequest", (event) => event.detail.successful && saved());

    const kept = stored(form);
    if (!kept) return;
    if (same(kept.values, first)) return forget(form);
    if (kept.sent && cookie(COOKIE)) {
      document.cookie = `${COOKIE}=; path=/; max-age=0; samesite=lax`;
      write(form, kept.values);
      store(form, false);
      return notice(form, "back");
    }
    const came = window.performance.getEntriesByType("navigation")[0]?.type;
    if (kept.sent && came !== "back_forward") return forget(form);
    offer(form, kept);
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const token = cookie("csrftoken");
    if (token) event.detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:responseError", (event) => {
    const form = event.detail.elt.closest("form[data-draft]");
    if (form && event.detail.xhr.status === 401) form.dispatchEvent(new CustomEvent("draft:expired"));
  });
  document.querySelectorAll("form[data-draft]").forEach(begin);
})();
