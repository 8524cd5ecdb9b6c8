/* What scripts add to pages that work without them. Words come from the body's data-word-*. */
"use strict";

const word = (name, values = {}) =>
  Object.entries(values).reduce(
    (text, [key, value]) => text.replace(`{${key}}`, value),
    document.body.dataset[`word${name}`] ?? "",
  );
const readersTongue = { en: "en-001" }[document.documentElement.lang] ?? document.documentElement.lang;
const readersClock = new Intl.DateTimeFormat(readersTongue, { timeStyle: "short" });
const readersDay = new Intl.DateTimeFormat(readersTongue, {
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

/* <time data-zone>: the reader's own time beside the event's, where the clocks differ at that
   moment; with data-since, where they differ at the beginning or at the end of a span. */
function showLocalTimes(root) {
  for (const time of root.querySelectorAll("time[data-zone]:not([data-shown])")) {
    time.dataset.shown = "";
    const moments = [time.dataset.since, time.dateTime].filter(Boolean).map((moment) => new Date(moment));
    const inZone = (moment, timeZone) =>
      new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeStyle: "short", timeZone }).format(moment);
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (moments.some((moment) => Number.isNaN(moment.valueOf()))) continue;
    const ways = moments.map((moment) => [inZone(moment, time.dataset.zone), inZone(moment, here)]);
    if (ways.every(([there, own]) => there === own)) continue;
    const sameDay = ways.every(([there, own]) => there.slice(0, 10) === own.slice(0, 10));
    const said = moments.map((moment) => (sameDay ? readersClock : readersDay).format(moment)).join(" – ");
    const local = document.createElement("span");
    local.className = "also-local";
    local.textContent = `(${word("YourTime", { time: said })})`;
    time.after(local);
  }
}

/* input[data-own-zone]: the zone of the reader's clock goes with the form, and the line after it says so
   where it is not the one given. select[data-own-zone]: it is chosen beforehand. */
function noteOwnZone(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === "UTC") return;
  for (const field of root.querySelectorAll("input[data-own-zone]")) {
    const note = field.nextElementSibling;
    field.value = zone;
    note.textContent = note.textContent.replace("{zone}", zone.split("/").at(-1).replaceAll("_", " "));
    note.hidden = zone === field.dataset.ownZone;
  }
  for (const field of root.querySelectorAll("select[data-own-zone]")) {
    if ([...field.options].some((option) => option.value === zone)) field.value = zone;
  }
}

/* form[data-confirm]: ask before sending. */
function askFirst(event) {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "ask-title");
  const title = Object.assign(document.createElement("h2"), { id: "ask-title", textContent: word("Sure") });
  const text = Object.assign(document.createElement("p"), { textContent: question });
  const buttons = Object.assign(document.createElement("div"), { className: "form-actions" });
  const yes = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-primary",
    textContent: event.submitter?.textContent.trim() ?? "OK",
  });
  const no = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-outline-secondary",
    textContent: word("No"),
  });
  yes.addEventListener("click", () => {
    dialog.close();
    form.dataset.sure = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.sure;
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    event.submitter?.focus();
  });
  buttons.append(yes, no);
  dialog.append(title, text, buttons);
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

/* form[data-guard]: a warning before typed text is lost; form[data-autosave] says what htmx saved. */
const unsaved = new Set();

function say(form, text) {
  const place = form.querySelector("[data-saved]");
  if (place) place.textContent = text;
}

function noteTyping(event) {
  const form = event.target.closest("form[data-guard], form[data-autosave]");
  if (!form) return;
  unsaved.add(form);
  say(form, word("Unsaved"));
}

function noteSaved(event) {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  if (event.detail.successful) unsaved.delete(form);
  say(form, event.detail.successful ? word("Saved", { time: readersClock.format(new Date()) }) : word("NotSaved"));
}

/* textarea[maxlength]: how much room is left. */
function countCharacters(root) {
  for (const area of root.querySelectorAll("textarea[maxlength]:not([data-counted])")) {
    area.dataset.counted = "";
    const left = Object.assign(document.createElement("p"), { className: "form-text" });
    const count = () => {
      left.textContent = word("Left", { count: area.maxLength - area.value.length });
    };
    area.after(left);
    area.addEventListener("input", count);
    count();
  }
}

/* [data-copy]: copy the field beside the button. */
function offerCopy(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.querySelector("span");
      const before = label.textContent;
      await navigator.clipboard.writeText(button.parentElement.querySelector("input").value);
      label.textContent = word("Copied");
      setTimeout(() => {
        label.textContent = before;
      }, 2000);
    });
  }
}

/* The choice of colours, without loading the page again. */
function chooseTheme(event) {
  const choice = event.target.closest("[data-theme-choice]");
  if (!choice) return;
  event.preventDefault();
  const theme = choice.dataset.themeChoice;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  if (theme === "auto") delete document.documentElement.dataset.bsTheme;
  else document.documentElement.dataset.bsTheme = theme;
  for (const other of document.querySelectorAll("[data-theme-choice]")) {
    other.toggleAttribute("aria-current", other === choice);
    if (other === choice) other.setAttribute("aria-current", "true");
  }
  closeMenus(null);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

/* On a phone tabs stand in one row that is moved sideways: the present one comes into sight. */
function showPresentTab(root) {
  for (const tab of root.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}

function enhance(root) {
  showLocalTimes(root);
  noteOwnZone(root);
  showPresentTab(root);
  countCharacters(root);
  offerCopy(root);
}

document.addEventListener("submit", askFirst, true);
document.addEventListener("submit", (event) => unsaved.delete(event.target));
document.addEventListener("input", noteTyping);
document.addEventListener("htmx:afterRequest", noteSaved);
document.addEventListener("htmx:load", (event) => enhance(event.target));
document.addEventListener("click", (event) => {
  chooseTheme(event);
  closeMenus(event.target.closest("details.menu"));
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
window.addEventListener("resize", () => showPresentTab(document));
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
enhance(document);
document.querySelector("[data-take-focus]")?.focus();
