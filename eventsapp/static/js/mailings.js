/* A click on a placeholder puts it in where the cursor was last; a link only into the text. */
"use strict";

const texts = ["subject", "text"].map((id) => document.getElementById(id));
let last = texts[1];

for (const field of texts) field.setSelectionRange(field.value.length, field.value.length);

for (const field of texts) {
  field.addEventListener("focus", () => {
    last = field;
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const field = button.dataset.only ? texts[1] : last;
  field.focus();
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
