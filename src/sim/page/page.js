// A person is the customer: the list of customers, and the phone of the chosen one. The state is
// asked for once a second; only conversations that changed come back.
import { language, words } from "/_sim/words.js";

const poll_ms = 1000;
const shown_max = 300;
const sent_by_button = ["image", "audio", "location", "document", "order", "contacts", "sticker"];
const $ = (id) => document.getElementById(id);

const people = new Map(); // id → {customer, last, version}
let version = 0;
let chosen = null; // id
let opened_version = -1;
let search = "";

async function call(method, path, body) {
  const response = await fetch(`/_sim${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const value = await response.json();
  if (!response.ok) throw new Error(value.error ?? response.statusText);
  return value;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const time_format = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day_format = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const full_format = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
const clock_of = (iso) => time_format.format(new Date(iso));

function flag(country) {
  return String.fromCodePoint(...[...country].map((letter) => 0x1f1a5 + letter.charCodeAt(0)));
}

function address(customer) {
  if (customer.waId) return `+${customer.waId}`;
  return customer.username ? `@${customer.username}` : words.noNumber;
}

function summary(line) {
  if (!line) return "";
  const kind = line.type === "text" ? "" : (words.kinds[line.type] ?? line.type);
  return [kind, line.text].filter(Boolean).join(": ");
}

// ---- the list

function matches(customer) {
  const wanted = search.toLowerCase();
  return [customer.name, customer.waId ?? "", customer.username ?? ""].some((text) =>
    text.toLowerCase().includes(wanted));
}

function row_of(entry) {
  const { customer, last } = entry;
  const row = element("button", "row");
  row.type = "button";
  row.dataset.id = customer.id;
  row.setAttribute("aria-current", String(customer.id === chosen));
  row.append(element("span", "avatar", [...customer.name][0]?.toUpperCase() ?? "?"));
  const body = element("span", "body");
  const head = element("span", "line");
  head.append(element("strong", "", customer.name));
  if (last) head.append(element("time", "num", clock_of(last.at)));
  body.append(head, element("small", "", summary(last) || `${flag(customer.country)} ${address(customer)}`));
  row.append(body);
  const item = element("li");
  item.append(row);
  return item;
}

function show_list() {
  const entries = [...people.values()].filter(({ customer }) => matches(customer));
  entries.sort((a, b) => b.version - a.version);
  const focused = document.activeElement?.dataset?.id;
  $("list").replaceChildren(...entries.slice(0, shown_max).map(row_of));
  if (focused) document.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

// ---- the phone

function bubble_of(line, lines) {
  const mine = line.side === "customer";
  const bubble = element("li", `bubble ${mine ? "mine" : "theirs"}`);
  const quoted = line.quoted && lines.find((other) => other.wamid === line.quoted);
  if (quoted) bubble.append(element("span", "quote", summary(quoted)));
  if (line.type !== "text") bubble.append(element("span", "kind", words.kinds[line.type] ?? line.type));
  if (line.text) bubble.append(line.type === "text" ? line.text : ` ${line.text}`);
  const meta = element("span", "meta num");
  meta.append(clock_of(line.at));
  if (mine) {
    const ticks = element("span", line.seen ? "seen" : "", line.seen ? "✓✓" : "✓");
    ticks.title = line.seen ? words.seen : words.sent;
    meta.append(ticks);
  }
  bubble.append(meta);
  if (!mine && line.type !== "reaction") {
    const react = element("button", "react", "👍");
    react.type = "button";
    react.title = words.react;
    react.setAttribute("aria-label", words.react);
    react.addEventListener("click", () =>
      write({ type: "reaction", text: "👍", target: line.wamid }));
    bubble.append(react);
  }
  return bubble;
}

function show_phone(conversation) {
  const { customer, lines } = conversation;
  $("phone").hidden = false;
  $("empty").hidden = true;
  document.body.classList.add("open");
  $("phone-name").textContent = conversation.business;
  $("phone-avatar").textContent = [...conversation.business][0] ?? "";
  const closes = conversation.windowClosesAt && new Date(conversation.windowClosesAt);
  const is_open = closes && closes > new Date($("clock").dateTime || Date.now());
  $("phone-state").textContent = conversation.typing ? words.typing
    : is_open ? words.open(full_format.format(closes)) : words.closed;
  $("about").textContent = words.about(`${customer.name} (${flag(customer.country)} ${address(customer)})`);

  const thread = $("thread");
  const at_end = thread.scrollTop + thread.clientHeight >= thread.scrollHeight - 40;
  const shown = [];
  let day = "";
  for (const line of lines) {
    const its_day = day_format.format(new Date(line.at));
    if (its_day !== day) shown.push(element("li", "day", its_day));
    day = its_day;
    shown.push(bubble_of(line, lines));
  }
  thread.replaceChildren(...shown);
  if (at_end || opened_version < 0) thread.scrollTop = thread.scrollHeight;
  opened_version = conversation.version;
}

async function look() {
  if (chosen) show_phone(await call("POST", `/conversations/${encodeURIComponent(chosen)}/look`));
}

async function choose(id) {
  chosen = id;
  opened_version = -1;
  show_list();
  await guarded(look);
  $("text").focus();
}

async function write(message) {
  if (!chosen) return;
  await guarded(async () => {
    await call("POST", "/messages", { from: chosen, ...message });
    await refresh();
  });
}

// ---- what comes

function show_state(state) {
  $("clock").textContent = full_format.format(new Date(state.now));
  $("clock").dateTime = state.now;
  if (document.activeElement !== $("rate")) $("rate").value = state.rate;
  const { url, verified, backlog } = state.webhooks;
  const text = !url ? words.nobody : verified ? words.verified : words.unverified;
  $("webhook").textContent = backlog > 0 ? `${text} · ${words.waiting(backlog)}` : text;
  $("webhook").className = `chip ${url && verified && backlog < 100 ? "ok" : "warn"}`;
}

async function refresh() {
  const [state, changed] = await Promise.all([
    call("GET", "/state"),
    call("GET", `/conversations?since=${version}`),
  ]);
  show_state(state);
  if (changed.version < version) people.clear(); // another simulator took its place
  version = changed.version;
  for (const item of changed.items) people.set(item.customer.id, item);
  if (changed.items.length > 0) show_list();
  const opened = chosen && people.get(chosen);
  if (opened && opened.version !== opened_version) await look();
}

async function guarded(work) {
  try {
    await work();
    $("fault").hidden = true;
  } catch (error) {
    $("fault").textContent = error instanceof TypeError ? words.away : error.message;
    $("fault").hidden = false;
  }
}

async function load_customers() {
  const { items } = await call("GET", "/customers");
  for (const customer of items)
    if (!people.has(customer.id)) people.set(customer.id, { customer, last: null, version: 0 });
  show_list();
}

async function poll() {
  if (!document.hidden) await guarded(refresh);
  setTimeout(poll, poll_ms);
}

function say_words() {
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll("[data-word]"))
    place.textContent = words[place.dataset.word];
  $("search").placeholder = words.search;
  $("search").setAttribute("aria-label", words.search);
  $("text").placeholder = words.write;
  $("text").setAttribute("aria-label", words.write);
  for (const kind of sent_by_button) {
    const button = element("button", "", words.kinds[kind]);
    button.type = "button";
    button.addEventListener("click", () => write({ type: kind }));
    $("kinds").append(button);
  }
}

function listen() {
  $("list").addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) choose(row.dataset.id);
  });
  $("search").addEventListener("input", () => {
    search = $("search").value;
    show_list();
  });
  $("back").addEventListener("click", () => document.body.classList.remove("open"));
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    if (!text) return;
    $("text").value = "";
    write({ type: "text", text });
  });
  $("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $("composer").requestSubmit();
  });
  $("newcomer").addEventListener("click", () =>
    guarded(async () => {
      const customer = await call("POST", "/customers", {});
      people.set(customer.id, { customer, last: null, version: 0 });
      await choose(customer.id);
    }));
  $("rate").addEventListener("change", () =>
    guarded(async () => show_state(await call("PUT", "/settings", { rate: Number($("rate").value) }))));
  for (const button of document.querySelectorAll("[data-advance]"))
    button.addEventListener("click", () =>
      guarded(async () => {
        show_state(await call("POST", "/clock", { advanceMs: Number(button.dataset.advance) }));
        await look();
      }));
}

say_words();
listen();
await guarded(load_customers);
poll();
