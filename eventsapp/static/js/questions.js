/* Questions that depend on answers are shown while they are asked; words are counted as typed. */
"use strict";

/* The answers to a question as they stand: values that are chosen or ticked. */
function answersTo(scope, name) {
  const controls = [...scope.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  return controls
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value);
}

/* In order, because a question that depends on one that is not asked is not asked either. */
function showWhatIsAsked(scope) {
  const hidden = new Set();
  for (const question of scope.querySelectorAll("[data-asked-if]")) {
    const { askedIf, askedAnswer } = question.dataset;
    question.hidden = hidden.has(askedIf) || !answersTo(scope, askedIf).includes(askedAnswer);
    if (question.hidden) hidden.add(question.dataset.question);
    question.querySelector("[data-asked-note]").hidden = true;
  }
}

function countWords(note) {
  const text = document.getElementById(note.dataset.wordsOf).value;
  const count = text.split(/\s+/).filter(Boolean).length;
  note.textContent = note.dataset.said.replace("{count}", count);
  note.classList.toggle("too-many", count > Number(note.dataset.limit));
}

function refresh(root) {
  for (const scope of root.querySelectorAll("[data-questions]")) showWhatIsAsked(scope);
  for (const note of root.querySelectorAll("[data-words-of]")) countWords(note);
}

document.addEventListener("input", (event) => {
  const scope = event.target.closest("[data-questions]");
  if (scope) showWhatIsAsked(scope);
  const note = event.target.id && document.querySelector(`[data-words-of="${CSS.escape(event.target.id)}"]`);
  if (note) countWords(note);
});
document.addEventListener("htmx:load", (event) => refresh(event.target.parentElement ?? document));
refresh(document);
