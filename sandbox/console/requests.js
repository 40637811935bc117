// The list of requests, and the page of one.
import { byId, call, clockTime, copy, dayTime, el, fold, inTree, pretty, problem, statusTag, tag, visible } from "./ui.js";

const bad = new Set(["unsigned", "invalid"]);

// requestRow is a line of the list.
export function requestRow(e) {
  const marks = (e.k ?? []).map((mark) => tag(bad.has(mark) || /^[A-Z]/.test(mark) ? "bad" : mark === "repeated" ? "plain" : "odd", mark));
  if (!e.k?.includes("unsigned")) marks.unshift(tag("good", "signed"));
  return el("li", { id: "e" + e.n, "data-number": e.n },
    el("a.card", { href: "#/requests/" + e.n }, el("span.line", {}, `${e.n} · ${clockTime(e.t)} `, el("span.path", {}, `${e.m} ${e.p}`)),
      el("span.tags", {}, statusTag(e.s), ...marks, e.c ? tag("odd", e.c) : null, e.d ? tag("plain", e.d) : null)));
}

const facts = (list) => el("dl.facts", {}, ...list.filter(([, value]) => value !== "" && value !== null && value !== undefined).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));

const headers = (list) => el("table", {}, el("tbody", {}, ...list.map((h) => el("tr", {}, el("th", { scope: "row" }, h.name), el("td", {}, h.value)))));

// marked shows a text of which the byte at a place is marked. Line feeds, which are signed, are shown.
function marked(text, at) {
  const bytes = new TextEncoder().encode(text);
  const decode = (part) => new TextDecoder().decode(part);
  let end = at + 1;
  while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) end++; // the rest of the character
  const show = (part) => visible(part.replaceAll("\n", "⏎\n"));
  if (at < 0) return el("pre", {}, show(text));
  return el("pre", {}, show(decode(bytes.slice(0, at))), el("mark", {}, at < bytes.length ? show(decode(bytes.slice(at, end))) : "(end)"), show(decode(bytes.slice(end))));
}

function signature(e) {
  const parts = [el("h3", {}, "Signature"), el("p", {}, e.signed ? tag("good", "signed") : tag("bad", "invalid signature"), e.replayed ? tag("odd", "replayed nonce") : null)];
  if (e.problem) parts.push(el("p.fault", {}, e.problem));
  if (e.was_over) {
    parts.push(el("p", {}, `The first difference is at byte ${e.differs}.`), el("div.pair", {},
      el("div", {}, el("h4", {}, "should have been signed"), marked(e.expected, e.differs)),
      el("div", {}, el("h4", {}, "was signed"), marked(e.was_over, e.differs))));
  } else if (e.expected || e.message) {
    parts.push(el("h4", {}, e.signed ? "was signed" : "should have been signed"), marked(e.expected || e.message, -1));
    if (!e.signed) parts.push(el("p.note", {}, "Which text was signed is not known: it is none of the usual mistakes."));
  }
  return parts;
}

// outcome shows what an operation did, and what is wrong with the request.
function outcome(e) {
  const o = e.outcome;
  if (!o) return el("p", {}, tag("plain", e.operation || "no operation"));
  return el("p", {}, tag(o.problems?.length ? "bad" : "good", o.problems?.length ? "invalid" : "valid"), o.code ? tag("odd", o.code) : null, o.repeated ? tag("plain", "repeated") : null,
    o.invented ? el("span.tag.odd", { title: "The operation has no x-lifecycle: the spec does not say how WeChat Pay responds" }, "invented") : null,
    o.from !== o.to ? tag("plain", (o.from || "–") + " → " + o.to) : null, ...(e.faults ?? []).map((fault) => tag("bad", fault)));
}

async function copyAs(number, form) {
  try {
    await copy((await call(`requests/${number}/copy?as=${form}`)).text);
  } catch (error) {
    problem(error.message);
  }
}

// showExchange draws the page of a request.
export async function showExchange(number) {
  const e = await call("requests/" + number);
  const places = (e.outcome?.fields ?? []).map((field, i) => [field, e.outcome.problems[i]]);
  const [body, left] = inTree(e.body, places);
  const o = e.outcome;
  byId("page").replaceChildren(
    el("p", {}, el("a", { href: "#/" }, "← all requests")),
    el("h2", { tabindex: "-1" }, `${e.method} `, el("span.path", {}, e.uri), " ", statusTag(e.status)),
    el("div.row", {}, ...[["curl", "Copy as curl"], ["go", "Copy as Go"], ["har", "Copy as HAR"]].map(([form, text]) =>
      el("button", { type: "button", onclick: () => copyAs(e.number, form) }, text)), el("a.button", { href: "#/compose?request=" + e.number }, "Edit and send again")),
    outcome(e),
    facts([["number", e.number], ["time", dayTime(e.time)], ["took", `${e.ms} ms`], ["host", e.host], ["operation", e.operation ? el("a", { href: "#/?operation=" + encodeURIComponent(e.operation) }, e.operation) : ""],
      ["order", o?.resource ? el("a", { href: "#/orders/" + o.resource }, o.resource) : ""], ["merchant", e.merchant], ["certificate", e.serial], ["nonce", e.nonce], ["timestamp", e.timestamp || ""]]),
    o?.message ? el("p.fault", {}, `${o.code}: ${o.message}`) : "",
    ...[...left].map(([place, text]) => el("p.fault", {}, `${place}: ${text}`)),
    ...(e.signed ? [] : signature(e)), // what is wrong comes first
    el("h3", {}, "Request"), e.body ? body : el("p.note", {}, "no body"),
    fold("headers", [`header fields of the request (${e.headers.length})`], headers(e.headers)),
    el("h3", {}, "Response"), e.response ? el("pre.body", {}, pretty(e.response)) : el("p.note", {}, e.status ? "no body" : "there was no response"),
    fold("response-headers", [`header fields of the response (${e.response_headers.length})`], headers(e.response_headers)),
    ...(e.signed ? signature(e) : []));
}
