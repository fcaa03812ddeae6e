/* Charts come drawn. This file makes one live when a reader asks: it fetches the specification and, once
   a page, the Vega bundle, and draws under a policy without eval (expressions as trees, interpreted). */
"use strict";
(() => {
  let bundle = null;

  const loadBundle = (address) => {
    bundle ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.type = "module";
      script.src = address;
      script.addEventListener("load", () => resolve(window.vegaEmbed));
      script.addEventListener("error", () => { bundle = null; reject(new Error(address)); });
      document.head.append(script);
    });
    return bundle;
  };

  const fetchSpec = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  const makeLive = async (button) => {
    const figure = button.closest("figure");
    const live = figure.querySelector(".figure-live");
    const status = figure.querySelector("[role=status]");
    button.setAttribute("aria-busy", "true");
    status.textContent = button.dataset.loading;
    try {
      const [embed, spec] = await Promise.all([loadBundle(button.dataset.bundle), fetchSpec(button.dataset.spec)]);
      live.hidden = false;
      await embed(live, spec, {
        ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true, theme: "plain" },
      });
      figure.querySelector(".figure-still").hidden = true;
      button.hidden = true;
      status.textContent = button.dataset.ready;
    } catch {
      live.hidden = true;
      live.replaceChildren();
      status.textContent = button.dataset.failed;
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  const copyAddress = async (button) => {
    const address = new URL(button.dataset.copy || "", window.location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      button.textContent = button.dataset.copied;
    } catch {
      window.prompt(button.dataset.manual, address);
    }
  };

  document.addEventListener("click", (event) => {
    const live = event.target.closest("button[data-spec]");
    const copy = event.target.closest("button[data-copy]");
    if (live && !live.hasAttribute("aria-busy")) makeLive(live);
    if (copy) copyAddress(copy);
  });
})();
