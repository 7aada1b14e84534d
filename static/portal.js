// Small comforts. Every page works without them.
"use strict";
(() => {
  const root = document.documentElement;

  const toggleTheme = () => {
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // storage may be shut: the choice lasts as long as the page
    }
  };

  const toggleMenu = (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    const open = menu.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  };

  // A screen reader hears a new sentence once, not the same one every two seconds.
  const announce = (sentence) => {
    const announcer = document.getElementById("announcer");
    if (announcer && sentence && announcer.textContent !== sentence) {
      announcer.textContent = sentence;
    }
  };

  const hush = (form) => {
    // A double click sends one request; going back finds the buttons alive again.
    const buttons = form.querySelectorAll("button:not([type=button])");
    setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
    addEventListener("pageshow", () => buttons.forEach((button) => (button.disabled = false)), {
      once: true,
    });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle-theme], [data-toggle-menu]");
    if (button?.hasAttribute("data-toggle-theme")) toggleTheme();
    if (button?.hasAttribute("data-toggle-menu")) toggleMenu(button);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") hush(event.target);
  });

  document.addEventListener("change", (event) => {
    if (!event.target.hasAttribute("data-tick-all")) return;
    const boxes = event.target.form.querySelectorAll("input[name=tick]");
    boxes.forEach((box) => (box.checked = event.target.checked));
  });

  // As many of these are shown as the number says.
  document.addEventListener("change", (event) => {
    const group = document.getElementById(event.target.dataset.shows ?? "");
    [...(group?.children ?? [])].forEach((child, index) => {
      child.hidden = index >= Number(event.target.value);
    });
  });

  // To type a number of days is to choose them.
  document.addEventListener("input", (event) => {
    const choice = document.getElementById(event.target.dataset.chooses ?? "");
    if (choice) choice.checked = true;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    announce(document.querySelector("[data-announce]")?.dataset.announce);
    event.detail.target?.classList?.remove("is-stale");
  });
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(name, () => {
      announce("The portal does not answer. Trying again.");
      document.querySelector("[data-announce]")?.classList.add("is-stale");
    });
  }
})();
