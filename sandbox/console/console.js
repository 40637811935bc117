// The console loads new data every second and inserts it as text, never as markup.
const byId = (id) => document.getElementById(id);

// visible replaces control characters and marks that change the direction of text, like internal/visible.
const visible = (child) =>
  typeof child === "string" ? child.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd") : child;

// el creates an element: el("p.note", {title: "x"}, "text", child…).
function el(kind, attributes = {}, ...children) {
  const [name, ...classes] = kind.split(".");
  const node = document.createElement(name);
  node.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, visible(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined).map(visible));
  return node;
}

// parse keeps integers exact that are too large for a number of JavaScript, if the browser can.
const parse = (text) =>
  JSON.parse(text, (_, value, context) => (typeof value === "number" && !Number.isSafeInteger(value) && context?.source && JSON.rawJSON ? JSON.rawJSON(context.source) : value));

async function call(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch("api/" + path, options);
  const value = parse(await response.text());
  if (!response.ok) throw new Error(value.problem);
  return value;
}

// act serves a button and shows the error, if any.
async function act(path, body) {
  try {
    await call(path, body);
    problem("");
  } catch (error) {
    problem(error.message);
  }
  await refresh();
}

function problem(text) {
  byId("problem").textContent = visible(text);
  byId("problem").hidden = text === "";
}

const clockTime = (text) => new Date(text).toLocaleTimeString();
const tag = (kind, text) => el("span.tag." + kind, {}, text);

function pretty(text) {
  try {
    return JSON.stringify(parse(text), null, 2);
  } catch {
    return text;
  }
}

function statusTag(status) {
  if (status === 0) return tag("bad", "no response");
  return tag(status < 300 ? "good" : status < 500 ? "odd" : "bad", String(status));
}

function exchange(e) {
  const path = e.uri.split("?")[0];
  const o = e.outcome;
  const tags = el("div", {}, tag(e.signed ? "good" : "bad", e.signed ? "signed" : "invalid signature"));
  if (e.replayed) tags.append(tag("odd", "replayed nonce"));
  if (o) tags.append(tag(o.problems ? "bad" : "good", o.problems ? "invalid" : "valid"));
  tags.append(statusTag(e.status));
  if (o?.code) tags.append(tag("odd", o.code));
  if (o?.invented) tags.append(el("span.tag.odd", { title: "The operation has no x-lifecycle: the spec does not say how WeChat Pay responds" }, "invented"));
  if (o?.repeated) tags.append(tag("plain", "repeated"));
  if (o?.from !== o?.to) tags.append(tag("plain", (o.from || "–") + " → " + o.to));
  for (const fault of e.faults ?? []) tags.append(tag("bad", fault));
  const inside = [el("p.note", {}, `${e.host}${e.uri}`)];
  if (e.problem) inside.push(el("p.tag.bad", {}, e.problem));
  for (const text of o?.problems ?? []) inside.push(el("p.tag.bad", {}, text));
  if (e.body) inside.push(el("p.what", {}, "request"), el("pre", {}, pretty(e.body)));
  if (e.response) inside.push(el("p.what", {}, "response"), el("pre", {}, pretty(e.response)));
  return el("li", { id: "e" + e.number }, el("details", {}, el("summary", {}, `${e.number} · ${clockTime(e.time)} `, el("span.path", {}, `${e.method} ${path}`), tags), ...inside));
}

// place keeps a card unless its data has changed, so that open details stay open.
function place(list, id, version, make) {
  const old = byId(id);
  if (old?.dataset.version === version) return old;
  const card = make();
  card.id = id;
  card.dataset.version = version;
  if (old) {
    const open = [...old.querySelectorAll("details")].map((d) => d.open);
    card.querySelectorAll("details").forEach((d, i) => (d.open = open[i] ?? false));
    old.replaceWith(card);
  }
  if (!old) list.prepend(card);
  return card;
}

function keepOnly(list, ids) {
  for (const child of [...list.children]) if (!ids.has(child.id)) child.remove();
}

// client links to the cashier of an order that can be paid from a browser, and shows its QR code.
function client(r) {
  const { code_url: code, show_code_url: shown, h5_url: h5 } = r.members ?? {};
  const scanned = code ?? shown;
  const start = scanned ? "code_url=" + encodeURIComponent(scanned) : h5?.split("?")[1];
  if (!start || !(r.events ?? []).some((event) => event.startsWith("user"))) return null;
  return el("div.row", {}, scanned ? el("img.qr", { src: "api/qr?text=" + encodeURIComponent(scanned), alt: `QR code of ${r.number}: ${scanned}` }) : null,
    el("a", { href: "cashier/?" + start, "aria-label": `cashier of ${r.number}` }, "cashier"));
}

function resource(r) {
  const buttons = (r.events ?? []).map((event) =>
    el("button.event", { type: "button", "aria-label": `${event}: ${r.number}`, onclick: () => act("events", { event, resource: r.id }) }, event));
  const history = (r.history ?? []).map((h) => el("li", {}, `${new Date(h.time).toLocaleString()}: ${h.by}, ${h.from || "–"} → ${h.to}`));
  const more = el("details", {}, el("summary", {}, "members, history and states"), el("pre", {}, JSON.stringify(r.members, null, 2)), el("ol.history", {}, ...history));
  const picture = () => {
    if (!more.open || more.querySelector("img")) return;
    const query = new URLSearchParams({ kind: r.kind, state: r.state });
    more.append(el("img.diagram", { src: "api/diagram?" + query, alt: `The states of ${r.kind}; ${r.state} is marked` }));
  };
  more.addEventListener("toggle", picture);
  return el("li", {}, el("div", {}, el("span.number", {}, r.number), " ", tag("good", r.state), el("span.note", {}, r.kind)),
    el("div.row", {}, ...buttons), client(r), more);
}

function delivery(d) {
  const end = d.accepted ? tag("good", "accepted") : d.next.startsWith("0001") ? tag("bad", "not accepted") : tag("odd", "next at " + new Date(d.next).toLocaleString());
  const attempts = (d.attempts ?? []).map((a) => el("li", {}, `${new Date(a.time).toLocaleString()}: ${a.status || (a.problem ? "" : "no response")}`,
    a.probe ? " (probe)" : "", a.duplicate ? " (duplicate)" : "", a.problem ? (a.status ? " – " : "") + a.problem : "", ` · ${a.serial}`));
  return el("li", {}, el("div", {}, el("span.number", {}, d.event), " ", end, el("span.note", {}, d.url)),
    d.problem ? el("p.tag.bad", {}, d.problem) : null, el("ol.history", {}, ...attempts),
    el("button", { type: "button", "aria-label": "send again: " + d.event, onclick: () => act("deliveries", { id: d.id }) }, "send again"));
}

let active = [];
let shownFaults = "";

// faultLine shows a fault with a button that removes it.
function faultLine(f, when, end) {
  const name = f.fault + (f.wait ? " " + f.wait : "");
  return el("li", {}, tag("bad", name), `${f.operation || "all operations"}, ${when}`,
    el("button", { type: "button", "aria-label": `remove ${name} of ${f.operation || "all operations"}`, onclick: end }, "remove"));
}

const howOften = (times) => (times < 0 ? "all requests" : times === 1 ? "the next request" : `the next ${times} requests`);

function faults(state) {
  const form = byId("fault");
  if (form.operation.length === 0) {
    form.operation.append(el("option", { value: "" }, "all operations"), ...state.operations.map((o) => el("option", { value: o }, o)));
    form.fault.append(...state.faults.map((f) => el("option", { value: f }, f)));
  }
  active = state.random_faults;
  const now = JSON.stringify([active, state.pending_faults]);
  if (now === shownFaults) return; // keep buttons that are about to be clicked
  shownFaults = now;
  byId("faults").replaceChildren(
    ...state.pending_faults.map((f) => faultLine(f, howOften(f.times), () => act("clear-faults", { operation: f.operation }))),
    ...active.map((f, i) => faultLine(f, `${Math.round(f.rate * 100)} %`, () => setFaults(active.filter((_, j) => j !== i)))));
}

const setFaults = (list) => act("random-faults", { seed: Date.now() % 2 ** 31, faults: list });

function policies(state) {
  const box = byId("policies");
  if (box.contains(document.activeElement)) return;
  box.replaceChildren(...state.policies.map((p) => {
    const choice = el("select", { "aria-label": p.name, onchange: (event) => act("policies", { name: p.name, value: event.target.value }) },
      ...p.values.map((v) => el("option", { value: v, ...(v === p.value ? { selected: "" } : {}) }, v)));
    return el("div.policy", {}, el("span", {}, p.name, el("small", {}, p.description)), choice);
  }));
}

function notifyOptions(settings) {
  const form = byId("notify-options");
  if (form.contains(document.activeElement)) return;
  form.sign_with.value = settings.sign_with || "public-key";
  form.duplicates.checked = settings.duplicates > 0;
  for (const name of ["reorder", "probe", "hold"]) form[name].checked = settings[name];
  form.dataset.baseUrl = settings.base_url;
}

let last = 0;

async function refresh() {
  const state = await call("state");
  byId("facts").textContent = `merchant ${state.merchant} · certificate ${state.serial} · ${state.public_key_id}`;
  byId("now").textContent = new Date(state.now).toLocaleString();
  byId("now").dateTime = state.now;
  const resources = byId("resources");
  for (const r of state.resources) place(resources, "resource-" + r.id, JSON.stringify(r), () => resource(r));
  keepOnly(resources, new Set(state.resources.map((r) => "resource-" + r.id)));
  const deliveries = byId("deliveries");
  for (const d of state.deliveries) place(deliveries, "delivery-" + d.id, JSON.stringify(d), () => delivery(d));
  keepOnly(deliveries, new Set(state.deliveries.map((d) => "delivery-" + d.id)));
  faults(state);
  policies(state);
  notifyOptions(state.notify_options);
  const list = byId("requests");
  if (state.requests < last) { // the sandbox was restarted
    last = 0;
    list.replaceChildren();
  }
  let settled = true; // requests without a response are loaded again
  for (const e of await call("requests?after=" + last)) {
    place(list, "e" + e.number, JSON.stringify(e), () => exchange(e));
    settled = settled && (e.status !== 0 || e.faults?.length > 0);
    if (settled) last = e.number;
  }
  while (list.children.length > 200) list.lastElementChild.remove();
}

byId("clock").addEventListener("submit", (event) => {
  event.preventDefault();
  act("clock", { advance: event.submitter.dataset.by });
});
byId("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.rate.value === "next") act("faults", { operation: form.operation.value, fault: form.fault.value, times: 1 });
  else setFaults([...active, { operation: form.operation.value, fault: form.fault.value, rate: Number(form.rate.value) }]);
});
byId("notify-options").addEventListener("change", (event) => {
  const form = event.currentTarget;
  act("notify-options", {
    sign_with: form.sign_with.value, share: 0.5, duplicates: form.duplicates.checked ? 1 : 0,
    reorder: form.reorder.checked, probe: form.probe.checked, hold: form.hold.checked, base_url: form.dataset.baseUrl ?? "",
  });
});
byId("reset").addEventListener("click", async () => {
  await act("reset", {});
  byId("requests").replaceChildren();
});

async function run() {
  try {
    await refresh();
    document.documentElement.dataset.ready = "yes";
    if (byId("problem").textContent === "The sandbox does not respond.") problem("");
  } catch {
    problem("The sandbox does not respond.");
  }
  setTimeout(run, 1000);
}
run();
