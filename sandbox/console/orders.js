// The list of resources, and the page of one.
import { act, byId, call, clockTime, dayTime, el, fold, statusTag, tag } from "./ui.js";

// resourceRow is a line of the list.
export const resourceRow = (r) =>
  el("li", { id: "resource-" + r.id }, el("a.card", { href: "#/orders/" + r.id },
    el("span.line", {}, el("span.number", {}, r.n), " ", tag("good", r.s)), el("span.note", {}, `${r.k} · ${clockTime(r.t)}${r.m ? " · merchant " + r.m : ""}`)));

// client links to the cashier of an order that can be paid from a browser, and shows its QR code.
function client(r) {
  const { code_url: code, show_code_url: shown, h5_url: h5 } = r.members ?? {};
  const scanned = code ?? shown;
  const start = scanned ? "code_url=" + encodeURIComponent(scanned) : h5?.split("?")[1];
  if (!start || !(r.events ?? []).some((event) => event.startsWith("user"))) return null;
  return el("div.row", {}, scanned ? el("img.qr", { src: "api/qr?text=" + encodeURIComponent(scanned), alt: `QR code of ${r.number}: ${scanned}` }) : null,
    el("a", { href: "cashier/?" + start, "aria-label": `cashier of ${r.number}` }, "cashier"));
}

const value = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

// button plays an event. Its parameters are asked for.
function button(r, action) {
  const inputs = action.parameters.map((name) => el("label", {}, name, el("input", { name, autocomplete: "off" })));
  const play = async (event) => {
    event.preventDefault();
    const given = {};
    for (const input of event.currentTarget.querySelectorAll("input")) if (input.value !== "") given[input.name] = value(input.value);
    if (await act("events", { event: action.event, resource: r.id, parameters: given })) await showOrder(r.id);
  };
  return el("form.action", { onsubmit: play }, el("button.event", { title: action.description || action.event, "data-event": action.event, "aria-label": `${action.words}: ${r.number}` }, action.words), ...inputs);
}

// attempts lists the attempts of a notification.
const attempts = (d) => el("ol.history", {}, ...(d.attempts ?? []).map((a) => el("li", {}, `${dayTime(a.time)}: `, a.status ? statusTag(a.status) : tag("bad", "no response"),
  a.probe ? " probe" : "", a.duplicate ? " duplicate" : "", a.problem ? " " + a.problem : "", ` · key ${a.serial}`)));

export function deliveryEnd(accepted, next) {
  if (accepted) return tag("good", "accepted");
  return next && !next.startsWith("0001") ? tag("odd", "next at " + dayTime(next)) : tag("bad", "not accepted");
}

const delivery = (d, again) =>
  el("li.card", {}, el("div", {}, el("span.number", {}, d.event), " ", deliveryEnd(d.accepted, d.next)), el("p.note", {}, d.url || "no address"),
    d.problem ? el("p.fault", {}, d.problem) : null, attempts(d),
    el("button", { type: "button", "aria-label": "Send again: " + d.event, onclick: async () => { if (await act("deliveries", { id: d.id })) await again(); } }, "Send again"));

// timeline puts the changes, the calls and the notifications on one line, by time.
function timeline(r) {
  const list = [
    ...(r.history ?? []).map((h) => [h.time, "state", `${h.by}: ${h.from || "–"} → ${h.to}`]),
    ...r.requests.map((e) => [e.t, "call", el("a", { href: "#/requests/" + e.n }, `${e.m} ${e.p}`), " ", statusTag(e.s)]),
    ...r.deliveries.flatMap((d) => (d.attempts ?? []).map((a) => [a.time, "notification", `${d.event}: ${a.status || "no response"}`])),
  ].sort((a, b) => new Date(a[0]) - new Date(b[0]));
  return el("ol.timeline", {}, ...list.map(([time, kind, ...what]) => el("li." + kind, {}, el("time", { datetime: time }, dayTime(time)), " ", el("span.note", {}, kind), " ", ...what)));
}

// showOrder draws the page of a resource.
export async function showOrder(id) {
  const r = await call("resources/" + encodeURIComponent(id));
  byId("page").replaceChildren(
    el("p", {}, el("a", { href: "#/" }, "← all orders")),
    el("h2", { tabindex: "-1" }, el("span.number", {}, r.number), " ", tag("good", r.state), r.invented ? tag("odd", "invented") : null),
    el("p.note", {}, `${r.kind} · ${r.id} · merchant ${r.merchant} · created ${dayTime(r.created)}${r.due ? " · next by itself at " + dayTime(r.due) : ""}`),
    el("div.row.actions", {}, ...(r.actions ?? []).map((action) => button(r, action)), (r.actions ?? []).length ? null : el("p.note", {}, "Nothing can happen to it now.")),
    client(r) ?? "",
    el("img.diagram", { src: "api/" + r.diagram, alt: `The states of ${r.kind}; ${r.state} is marked` }),
    el("h3", {}, "What happened"), timeline(r),
    el("h3", {}, "Notifications"), r.deliveries.length ? el("ol.cards", {}, ...r.deliveries.map((d) => delivery(d, () => showOrder(id)))) : el("p.note", {}, "There are no notifications."),
    el("h3", {}, "Members"), el("pre.body", {}, JSON.stringify(r.members, null, 2)),
    fold("effects", ["how often operations took effect"], el("ul", {}, ...Object.entries(r.effects).map(([name, times]) => el("li", {}, `${name}: ${times}`)))));
}

// deliveryRow is a line of the list of notifications.
export const deliveryRow = (d) =>
  el("li", { id: "delivery-" + d.id }, el("div.card", {}, el("span.line", {}, el("span.number", {}, d.e), " ", deliveryEnd(d.ok, d.next), d.s ? statusTag(d.s) : null),
    el("span.note", {}, `${d.u || "no address"} · ${clockTime(d.t)} · ${d.a} attempts`), d.x ? el("span.fault", {}, d.x) : null,
    el("span.row", {}, el("a", { href: "#/orders/" + d.r }, "order " + d.r), el("button", { type: "button", "aria-label": "Send again: " + d.e, onclick: () => act("deliveries", { id: d.id }) }, "Send again"))));
