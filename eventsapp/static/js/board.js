/* On the selection board: meters and conditions are folded on a phone, so that people are seen. */
"use strict";

const FOLDED = "details[data-fold-on-phone]";
/* What somebody has unfolded stays so when htmx brings it anew. */
let unfolded = false;

document.addEventListener("click", (event) => {
  const details = event.target.closest?.("summary")?.parentElement;
  if (details?.matches(FOLDED)) unfolded = !details.open;
});
document.addEventListener("htmx:load", (event) => {
  if (unfolded || !matchMedia("(max-width: 61.99rem)").matches) return;
  for (const details of (event.target.parentElement ?? document).querySelectorAll(FOLDED)) {
    details.open = false;
  }
});
