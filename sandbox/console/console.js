// The console: pages by the fragment of the address, and what changes by server-sent events.
import { act, byId, call, dayTime, el, problem } from "./ui.js";
import { requestRow, showExchange } from "./requests.js";
import { deliveryRow, resourceRow, showOrder } from "./orders.js";
import { loadSettings, openComposer, welcome } from "./tools.js";

const most = 100; // lines of a list

// route returns the page and the filters of the address: #/requests/12, #/?status=4xx.
function route() {
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  const [page, id] = path.split("/").filter(Boolean);
  return { page: page ?? "", id: id ? decodeURIComponent(id) : "", query: new URLSearchParams(query) };
}

const requestFilters = ["q", "operation", "status", "verdict", "resource"];
const resourceFilters = ["q", "kind", "state"];

const pick = (query, names) => new URLSearchParams(names.map((name) => [name, query.get(name) ?? ""]).filter(([, value]) => value !== ""));

// place puts a line at its place in a list, the newest first, and keeps the focus.
function place(list, row) {
  const old = byId(row.id);
  if (old?.parentNode === list) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(row);
    if (focused) row.querySelector("a, button")?.focus();
  } else list.prepend(row);
  while (list.children.length > most) list.lastElementChild.remove();
}

// fill loads a list.
async function fill(list, path, make) {
  const rows = await call(path);
  list.replaceChildren(...rows.slice(0, most).map(make));
}

// loadLists loads the lists of the first page with its filters.
async function loadLists() {
  const { query } = route();
  await Promise.all([
    fill(byId("requests"), "rows?" + pick(query, requestFilters) + "&limit=" + most, requestRow),
    fill(byId("resources"), "resources?" + pick(query, resourceFilters) + "&limit=" + most, resourceRow),
    fill(byId("deliveries"), "deliveries?limit=" + most, deliveryRow),
  ]);
  byId("filtered").hidden = [...query.values()].every((value) => value === "");
  markEmpty();
}

function markEmpty() {
  const { query } = route();
  const nothing = byId("requests").children.length === 0 && byId("resources").children.length === 0 && [...query.keys()].length === 0;
  byId("welcome").hidden = !nothing || route().page !== "";
}

// show draws the page of the address. A page that was opened gets the focus.
async function show(opened) {
  const { page, id, query } = route();
  const views = { "": "workbench", requests: "page", orders: "page", notifications: "notifications", compose: "composer", settings: "settings" };
  for (const view of new Set(Object.values(views))) byId(view).hidden = view !== (views[page] ?? "workbench") || (page === "requests" && !id && view === "page");
  for (const link of document.querySelectorAll("nav a")) link.toggleAttribute("aria-current", link.getAttribute("href") === "#/" + (["requests", "orders"].includes(page) ? "" : page));
  for (const name of [...requestFilters, ...resourceFilters]) if (byId("filters")[name] && byId("filters")[name] !== document.activeElement) byId("filters")[name].value = query.get(name) ?? "";
  try {
    if (page === "requests" && id) await showExchange(id);
    else if (page === "orders" && id) await showOrder(id);
    else if (page === "compose" && opened) await openComposer(query);
    else if (page === "" || page === "notifications") await loadLists();
    problem("");
  } catch (error) {
    if (page === "requests" || page === "orders") byId("page").replaceChildren(el("p", {}, el("a", { href: "#/" }, "← back")), el("h2", { tabindex: "-1" }, error.message));
    else problem(error.message);
  }
  if (opened && (page === "requests" || page === "orders")) byId("page").querySelector("h2")?.focus();
  markEmpty();
}

// soon calls f once, a moment after the last of several calls, and at least every second.
function soon(f) {
  let timer = 0;
  return () => {
    if (timer) return;
    timer = setTimeout(async () => {
      timer = 0;
      await f();
    }, 700);
  };
}

const showSoon = soon(() => show(false));
const settingsSoon = soon(loadSettings);

// apply draws what has changed.
function apply(change) {
  byId("now").textContent = dayTime(change.now);
  byId("now").dateTime = change.now;
  const moved = change.ahead !== "0s";
  byId("moved").hidden = byId("back").hidden = !moved;
  byId("moved").textContent = moved ? change.ahead.replace(/(\d)0m0s$/, "$10m").replace(/0s$/, "").replace(/h0m$/, "h") + " ahead" : "";
  for (const name of ["requests", "resources", "deliveries"]) byId("total-" + name).textContent = String(change.total[name]);
  if (change.settings) settingsSoon();
  const { page, id, query } = route();
  if (page === "requests" || page === "orders") {
    const mine = page === "orders" ? [...(change.resources ?? []), ...(change.deliveries ?? []), ...(change.requests ?? [])].some((row) => row.id === id || row.r === id) : (change.requests ?? []).some((row) => String(row.n) === id);
    if (mine && !byId("page").contains(document.activeElement?.closest("input"))) showSoon();
    return;
  }
  if (change.left && page === "" || [...query.values()].some((value) => value !== "")) {
    showSoon();
    return;
  }
  const draw = (name, rows, make) => {
    for (const row of (rows ?? []).toReversed?.() ?? [...(rows ?? [])].reverse()) place(byId(name), make(row));
  };
  draw("requests", change.requests, requestRow);
  draw("resources", change.resources, resourceRow);
  draw("deliveries", change.deliveries, deliveryRow);
  for (const name of ["requests", "resources", "deliveries"]) if (change.total[name] === 0 || byId(name).children.length > change.total[name]) showSoon();
  markEmpty();
}

const lost = "The sandbox does not respond.";

function listen() {
  const stream = new EventSource("api/stream");
  stream.onmessage = (event) => {
    if (byId("problem").textContent === lost) {
      problem("");
      loadSettings();
      show(false);
    }
    requestAnimationFrame(() => {
      apply(JSON.parse(event.data));
      document.documentElement.dataset.ready = "yes";
    });
  };
  stream.onerror = () => {
    problem(lost);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

byId("clock").addEventListener("submit", (event) => {
  event.preventDefault();
  act("clock", event.submitter.dataset.by ? { advance: event.submitter.dataset.by } : { back: true });
});

// Filters are part of the address, so that it can be passed on.
const filter = (replace) => {
  const query = pick(new URLSearchParams(new FormData(byId("filters"))), [...new Set([...requestFilters, ...resourceFilters])]);
  const hash = "#/" + (query.size ? "?" + query : "");
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  showSoon();
};
byId("filters").addEventListener("input", () => filter(true));
byId("filters").addEventListener("submit", (event) => {
  event.preventDefault();
  show(false);
});
byId("clear").addEventListener("click", () => {
  byId("filters").reset();
  filter(false);
});

// Keys: / searches, Escape leaves a page.
addEventListener("keydown", (event) => {
  if (event.target.closest?.("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    if (route().page !== "") location.hash = "#/";
    byId("filters").q.focus();
  }
  if (event.key === "Escape" && route().page !== "") location.hash = "#/";
});
addEventListener("hashchange", () => show(true));
addEventListener("forgotten", () => show(false));

try {
  await loadSettings();
  await show(true);
  await welcome();
} catch {
  problem(lost);
}
listen();
