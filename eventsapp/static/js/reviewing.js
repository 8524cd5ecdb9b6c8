/* Keys for reviewers: 0 to 5 score the criterion in hand, n saves and goes on, s skips, c comments. */
"use strict";

const review = document.querySelector("form[data-review]");
const keys = review?.querySelector("[data-keys]");
const keysOn = review?.querySelector("[data-keys-on]");
const SILENT = "keys-off";

function criterionInHand() {
  const criteria = [...review.querySelectorAll("[data-criterion]")];
  const focused = document.activeElement?.closest("[data-criterion]");
  return focused ?? criteria.find((it) => !it.querySelector(":checked")) ?? criteria[0];
}

function scoreCriterion(value) {
  const criterion = criterionInHand();
  const radio = criterion?.querySelector(`input[value="${value}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  const criteria = [...review.querySelectorAll("[data-criterion]")];
  const next = criteria[criteria.indexOf(criterion) + 1];
  const target = next?.querySelector("input:checked") ?? next?.querySelector("input");
  (target ?? review.querySelector('[name="save_and_next"]') ?? review.querySelector('[name="save"]')).focus();
}

function press(key) {
  if (/^[0-5]$/.test(key)) return scoreCriterion(key);
  if (key === "n")
    return review.requestSubmit(review.querySelector('[name="save_and_next"]') ?? review.querySelector('[name="save"]'));
  if (key === "s") return document.querySelector('a[data-key="s"]')?.click();
  if (key === "c") return review.querySelector('[name="comment"]').focus();
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

function hear(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest('textarea, select, input:not([type="radio"]):not([type="checkbox"])');
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (!keysOn.checked || !/^[0-5nsc?]$/.test(event.key)) return;
  event.preventDefault();
  press(event.key);
}

if (review) {
  keys.hidden = false;
  keysOn.checked = localStorage.getItem(SILENT) === null;
  keysOn.addEventListener("change", () => {
    if (keysOn.checked) localStorage.removeItem(SILENT);
    else localStorage.setItem(SILENT, "y");
  });
  document.addEventListener("keydown", hear);
}
