// Everything works without this file. It spares a page load where the history slider is moved, and lets a stretch of a
// timeline be drawn with the pointer instead of two date fields.
"use strict";

const slider = document.querySelector("[data-slider]");
if (slider) {
  let asked = 0;
  slider.addEventListener("input", () => {
    const mine = ++asked;
    const address = new URL(slider.form.action);
    address.searchParams.set("revision", slider.value);
    fetch(address, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        if (mine !== asked) return;
        const fresh = new DOMParser().parseFromString(text, "text/html");
        for (const part of document.querySelectorAll("[data-swap]")) {
          const other = fresh.querySelector(`[data-swap="${CSS.escape(part.dataset.swap)}"]`);
          if (other) part.replaceWith(document.importNode(other, true));
        }
        history.replaceState(null, "", address);
      })
      .catch(() => slider.form.submit());
  });
}

for (const drawing of document.querySelectorAll("[data-range]")) {
  const form = document.getElementById(drawing.dataset.range);
  const bars = [...drawing.querySelectorAll("[data-span]")];
  if (!form || !bars.length) continue;
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 1000;
    return bars.reduce((best, bar) => (Math.abs(centre(bar) - x) < Math.abs(centre(best) - x) ? bar : best));
  };
  const centre = (bar) => Number(bar.getAttribute("x")) + Number(bar.getAttribute("width")) / 2;
  let begun = null;
  const mark = (one, other) => {
    const [low, high] = [centre(one), centre(other)].sort((a, b) => a - b);
    for (const bar of bars) bar.classList.toggle("chosen", centre(bar) >= low && centre(bar) <= high);
  };
  drawing.addEventListener("pointerdown", (event) => { begun = at(event); });
  drawing.addEventListener("pointermove", (event) => { if (begun) mark(begun, at(event)); });
  drawing.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const ended = at(event);
    if (ended !== begun) {
      event.preventDefault();
      const spans = [begun.dataset.span, ended.dataset.span].sort();
      form.elements.from.value = spans[0];
      form.elements.to.value = spans[1];
      form.requestSubmit();
    }
    begun = null;
  });
}

document.addEventListener("keydown", (event) => {
  const field = document.querySelector("input[type=search]");
  if (event.key === "/" && field && !/^(input|textarea|select)$/i.test(document.activeElement.tagName)) {
    event.preventDefault();
    field.focus();
  }
});
