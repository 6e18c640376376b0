// What HTML cannot do alone: keys, copying, and the focus after a part of the page was exchanged. Without this file
// everything else still works.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const keysOn = () => localStorage.getItem("keys") !== "off";

  // Controls that need a script show themselves only where there is one.
  const reveal = () => document.querySelectorAll("[data-copy], [data-share], #help").forEach((each) => { each.hidden = false; });

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
      say(button, "Copied");
    } catch {
      say(button, "Press Ctrl+C");
    }
  }
  function say(button, text) {
    const before = button.dataset.label || (button.dataset.label = button.textContent);
    button.textContent = text;
    $("status").textContent = text;
    setTimeout(() => { button.textContent = before; }, 2000);
  }

  // A date says the day in UTC, the same for everybody; what points at it learns the moment where the reader is.
  const localise = () => document.querySelectorAll("time[datetime]:not([title])").forEach((each) => {
    each.title = new Date(each.dateTime).toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy) copy(button, $(button.dataset.copy).textContent);
    if ("share" in button.dataset) copy(button, location.href);
    if (button.id === "help") showKeys();
  });

  function showKeys() {
    $("keys-on").checked = keysOn();
    $("keys").showModal();
  }
  $("keys-on").addEventListener("change", (event) => localStorage.setItem("keys", event.target.checked ? "on" : "off"));

  function step(by) {
    const results = [...document.querySelectorAll("[data-result] .open")];
    if (!results.length) return;
    const at = results.findIndex((each) => each.closest("[data-result]").contains(document.activeElement));
    const next = results[Math.min(results.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    next.focus();
    next.scrollIntoView({ block: "center" });
  }

  let closedAt = null; // the words whose suggestions were closed

  // A late answer neither takes the list from under whoever chooses from it, nor opens one that was closed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const box = $("q");
    if (event.target.id !== "suggestions") return;
    if (document.activeElement !== box || box.value === closedAt) event.detail.shouldSwap = false;
  });

  document.addEventListener("keydown", (event) => {
    const box = $("q"), list = $("suggestions");
    if (list && list.contains(event.target) || event.target === box) {
      const links = list ? [...list.querySelectorAll("a")] : [];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") { list.replaceChildren(); closedAt = box.value; box.focus(); }
      if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
      if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || box).focus(); }
      return;
    }
    const typing = event.target.closest("input, textarea, select, dialog, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
    if (event.key === "/" && box) { event.preventDefault(); box.focus(); box.select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "?") showKeys();
    const keyed = document.querySelector(`main [aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (keyed) { event.preventDefault(); keyed.click(); }
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest("form.search");
    if (form && event.relatedTarget && !form.contains(event.relatedTarget)) $("suggestions").replaceChildren();
  });

  // htmx gives the focus back to the element with the same id; where that is gone, it goes to what came in its place.
  document.addEventListener("htmx:afterSettle", () => {
    reveal();
    localise();
    if (document.activeElement === document.body) $("main").focus({ preventScroll: true });
  });
  reveal();
  localise();
})();
