// The server renders; this puts what has changed in its place, and tells what people do.
"use strict";

const app = document.getElementById("app");
const notice = document.getElementById("notice");
const shown = new WeakMap(); // element -> its HTML as the server gave it
const seen = new WeakSet(); // lists that have been scrolled to their end
let hasOpened = false; // a thread, by writing to the bot
let waiting = new AbortController();

// What has changed

function remember(element) {
  shown.set(element, element.outerHTML);
  if ("keyed" in element.dataset) for (const child of element.children) remember(child);
}

function renew(old, fresh) {
  if (shown.get(old) === fresh.outerHTML) return;
  if (!("keyed" in old.dataset) || !("keyed" in fresh.dataset)) {
    remember(fresh);
    old.replaceWith(fresh);
    return;
  }
  shown.set(old, fresh.outerHTML);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  const kept = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...old.children]) if (!kept.has(child.id)) child.remove();
  const there = new Map([...old.children].map((child) => [child.id, child]));
  let before = old.firstElementChild;
  for (const child of [...fresh.children]) {
    const same = there.get(child.id);
    if (!same) {
      remember(child);
      old.insertBefore(child, before);
    } else {
      if (same === before) before = before.nextElementSibling;
      else old.insertBefore(same, before);
      renew(same, child);
    }
  }
}

function update(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const ends = [...app.querySelectorAll("[data-scroll]")].filter(isAtEnd).map((list) => list.id);
  const focused = document.activeElement?.id;
  renew(app, template.content.getElementById("app"));
  settle(ends);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

const topOf = (list) => (list.lastElementChild?.offsetTop ?? 0) - list.offsetTop;
const isAtEnd = (list) => topOf(list) < list.scrollTop + list.clientHeight;

// the last message, from its beginning if it is longer than what can be seen
function showLast(list) {
  const end = list.scrollHeight - list.clientHeight;
  list.scrollTop = Math.min(end, Math.max(topOf(list), 0));
}

function settle(ends) {
  sayToggled();
  document.title = `${app.dataset.title} – without Slack`;
  for (const dialog of app.querySelectorAll("dialog:not([open])")) {
    dialog.showModal();
    dialog.querySelector(".body :is(input, textarea)")?.focus();
  }
  for (const list of app.querySelectorAll("[data-scroll]")) {
    if (!ends.includes(list.id) && seen.has(list)) continue;
    seen.add(list);
    showLast(list);
  }
  const reply = hasOpened && app.querySelector("#thread textarea");
  if (!reply) return;
  hasOpened = false;
  reply.focus();
}

async function follow() {
  for (;;) {
    waiting = new AbortController();
    const query = new URLSearchParams(location.search);
    query.set("since", app.dataset.revision);
    try {
      const reply = await fetch(`/screen?${query}`, { signal: waiting.signal });
      if (!reply.ok) throw new Error(await reply.text());
      update(await reply.text());
    } catch (error) {
      if (error.name === "AbortError") continue;
      tell("The demo has stopped. Start it again, and this page goes on.");
      await new Promise((after) => setTimeout(after, 2000));
      app.dataset.revision = "";
    }
  }
}

function go(address) {
  history.pushState(null, "", address);
  arrive();
}

function arrive() {
  toggle("nav", false);
  app.dataset.revision = "";
  waiting.abort();
  const query = new URLSearchParams(location.search);
  const where = query.get("in");
  const opened = `${me()} ${where}`;
  if (opened !== arrive.before && (where === "home" || where === "messages"))
    post({ kind: "open", tab: where });
  arrive.before = opened;
}

// What people do

// the address knows first
const me = () => new URLSearchParams(location.search).get("as") ?? app.dataset.as;

function tell(words) {
  notice.textContent = words;
  clearTimeout(tell.later);
  if (words) tell.later = setTimeout(() => tell(""), 8000);
}

async function post(what) {
  const body = JSON.stringify({ as: me(), ...what });
  const reply = await fetch("/do", { method: "POST", body });
  const outcome = reply.ok ? await reply.json() : { notice: await reply.text(), thread: "" };
  tell(outcome.notice);
  if (outcome.thread) {
    hasOpened = true;
    const query = new URLSearchParams({ as: me(), in: app.dataset.where, thread: outcome.thread });
    go(`/?${query}`);
  }
}

function placeOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { view: view.dataset.view };
  const { channel, ts } = element.closest("[data-ts]").dataset;
  return { channel, ts };
}

function act(element, value) {
  const { action } = element.closest("[data-action]").dataset;
  const { block } = element.closest("[data-block]").dataset;
  closeMenus();
  post({ kind: "act", ...placeOf(element), block, action, value });
}

function submit(dialog) {
  const values = {};
  for (const field of dialog.querySelectorAll("[data-field]")) {
    if (field.type === "radio" && !field.checked) continue;
    const { block } = field.closest("[data-block]").dataset;
    (values[block] ??= {})[field.dataset.field] = field.value ?? field.dataset.value;
  }
  post({ kind: "submit", view: dialog.dataset.view, values });
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (menu !== except) menu.open = false;
}

function toggle(name, is) {
  const now = document.body.classList.toggle(`show-${name}`, is);
  sayToggled();
  return now;
}

function sayToggled() {
  for (const button of document.querySelectorAll("[data-toggle]"))
    button.ariaExpanded = document.body.classList.contains(`show-${button.dataset.toggle}`);
}

// what lies over the rest is where the keyboard goes on
function open(button) {
  const { toggle: name } = button.dataset;
  const pane = document.getElementById(name);
  const isOver = toggle(name) && getComputedStyle(pane).position === "fixed";
  if (isOver) pane.querySelector("a, button").focus();
  else if (pane.contains(button)) document.querySelector(`#head [data-toggle="${name}"]`).focus();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("a, button, [role=option]");
  const menu = event.target.closest("details.menu");
  closeMenus(menu);
  if (!event.target.closest("nav, [data-toggle=nav]")) toggle("nav", false);
  if (!target) return;
  const { dataset } = target;
  if ("go" in dataset && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    closeMenus();
    go(target.getAttribute("href"));
  } else if (target.role === "option") pick(target);
  else if ("action" in dataset) act(target, dataset.value);
  else if ("try" in dataset) {
    const text = target.closest("form").elements.text;
    text.value = dataset.try;
    text.focus();
  } else if ("toggle" in dataset) open(target);
  else if ("submit" in dataset) submit(target.closest("dialog"));
  else if ("close" in dataset) post({ kind: "close", view: target.closest("dialog").dataset.view });
  else if ("shortcut" in dataset) {
    const message = target.closest("[data-ts]")?.dataset ?? {};
    closeMenus();
    post({ kind: "shortcut", callback: dataset.shortcut, channel: message.channel, ts: message.ts });
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const text = form.elements.text.value;
  form.elements.text.value = "";
  const { channel, thread } = form.dataset;
  if (text.trim()) post({ kind: "write", channel, thread, text });
});

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (target.role === "combobox") return navigate(event);
  if (key === "Escape") {
    closeMenus();
    toggle("nav", false);
  }
  if (key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (target.form?.matches("[data-write]") && target.name === "text") {
    event.preventDefault();
    target.form.requestSubmit();
  } else if (target.matches("input[data-action]")) act(target, target.value);
});

document.addEventListener("toggle", async ({ target }) => {
  if (!target.open) return;
  if (target.matches("details.menu")) flip(target, target.querySelector("ul"));
  if (!target.dataset.exchange || target.querySelector("div")) return;
  const reply = await fetch(`/exchange/${target.dataset.exchange}`);
  const box = document.createElement("div");
  box.innerHTML = await reply.text();
  target.append(box);
}, true);

document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog")) return;
  event.preventDefault();
  post({ kind: "close", view: event.target.dataset.view });
}, true);

// Menus of options, chosen by typing

function flip(box, list) {
  box.classList.remove("up");
  const frame = box.closest(".messages, .home, .body")?.getBoundingClientRect();
  box.classList.toggle("up", !!frame && list.getBoundingClientRect().bottom > frame.bottom
    && box.getBoundingClientRect().top - frame.top > list.offsetHeight);
}

const optionsOf = (box) => [...box.querySelectorAll("[role=option]:not([hidden])")];

// one request at a time, so that the workspace knows the same options; null while there is one
async function suggested(box, typed) {
  box.wanted = typed;
  if (box.isAsking) return null;
  box.isAsking = true;
  try {
    for (;;) {
      const asked = box.wanted;
      const query = new URLSearchParams({
        as: me(), ...placeOf(box), block: box.closest("[data-block]").dataset.block,
        action: box.dataset.action, typed: asked, id: box.querySelector("input").id,
      });
      const isEnough = asked.length >= box.dataset.least;
      const reply = isEnough && await fetch(`/suggest?${query}`);
      const html = reply && reply.ok ? await reply.text() : "";
      if (asked === box.wanted) return html;
    }
  } finally {
    box.isAsking = false;
  }
}

async function offer(input, typed) {
  const box = input.closest(".select");
  const list = box.querySelector("[role=listbox]");
  if ("least" in box.dataset) {
    const html = await suggested(box, typed);
    if (html === null || document.activeElement !== input) return;
    list.innerHTML = html;
  } else {
    const words = typed.toLowerCase();
    for (const option of list.children)
      option.hidden = !option.textContent.toLowerCase().includes(words);
  }
  mark(box, null);
  list.hidden = !optionsOf(box).length;
  input.setAttribute("aria-expanded", !list.hidden);
  if (!list.hidden) flip(box, list);
}

function shut(input) {
  input.closest(".select").querySelector("[role=listbox]").hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(box, option) {
  for (const one of box.querySelectorAll("[role=option]"))
    one.setAttribute("aria-selected", one === option);
  const input = box.querySelector("input");
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function pick(option) {
  const box = option.closest(".select");
  const input = box.querySelector("input");
  box.dataset.value = option.dataset.value;
  input.value = option.textContent;
  shut(input);
  if (!("inForm" in box.dataset)) act(box, option.dataset.value);
}

function navigate(event) {
  const { target: input, key } = event;
  const box = input.closest(".select");
  const isOpen = input.getAttribute("aria-expanded") === "true";
  const options = optionsOf(box);
  const at = options.findIndex((one) => one.ariaSelected === "true");
  if (key === "Escape" && isOpen) shut(input);
  else if (key === "Enter" && isOpen && options.length) pick(options[Math.max(at, 0)]);
  else if ((key === "ArrowDown" || key === "ArrowUp") && !isOpen) offer(input, "");
  else if (key === "ArrowDown") mark(box, options[(at + 1) % options.length]);
  else if (key === "ArrowUp") mark(box, options.at(at <= 0 ? -1 : at - 1));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("input", ({ target }) => {
  if (target.role !== "combobox") return;
  target.closest(".select").dataset.value = "";
  offer(target, target.value);
});
document.addEventListener("focusin", ({ target }) => {
  if (target.role === "combobox") target.select();
});
document.addEventListener("focusout", ({ target }) => {
  if (target.role !== "combobox") return;
  shut(target);
  if (!target.closest(".select").dataset.value) target.value = "";
});
document.addEventListener("mousedown", (event) => {
  const { target } = event;
  if (target.closest("[role=listbox]")) event.preventDefault(); // or the list would close first
  else if (target.role === "combobox") offer(target, "");
});

addEventListener("popstate", arrive);
remember(app);
if (matchMedia("(min-width: 1250px)").matches) toggle("wire");
settle([]);
arrive();
follow();
