/* A click on a placeholder puts it in where the cursor was last; a link only into a text. */
"use strict";

const last = new WeakMap();

function takes(field) {
  return field.matches("textarea, input[type=text]") && field.closest("[data-placeholders]");
}

for (const field of document.querySelectorAll("[data-placeholders] textarea")) {
  field.setSelectionRange(field.value.length, field.value.length);
}

document.addEventListener("focusin", (event) => {
  const form = takes(event.target);
  if (form) last.set(form, event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const form = button.closest("[data-placeholders]");
  const before = last.get(form);
  const fits = before && (!button.dataset.only || before.matches("textarea"));
  const field = fits ? before : form.querySelector("textarea");
  field.focus();
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
