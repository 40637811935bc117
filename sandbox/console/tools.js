// Composer, faults, policies, options of notifications, and what is forgotten.
import { act, byId, call, copy, el, fold, pretty, problem, product, say, statusTag, tag } from "./ui.js";

let state = null; // the settings

const grouped = (list, key) => Object.entries(Object.groupBy ? Object.groupBy(list, key) : list.reduce((all, one) => ({ ...all, [key(one)]: [...(all[key(one)] ?? []), one] }), {}));

export const options = (names) => grouped(names, product).map(([name, list]) => el("optgroup", { label: name }, ...list.map((o) => el("option", { value: o }, o))));

// loadSettings loads policies, faults and options, and draws them.
export async function loadSettings() {
  state = await call("state");
  byId("facts").textContent = `merchant ${state.merchants.join(", ")} · certificate ${state.serial} · ${state.public_key_id}`;
  const form = byId("fault");
  if (form.fault.length === 0) {
    form.operation.append(el("option", { value: "" }, "all operations"), ...options(state.operations));
    form.fault.append(...state.faults.map((f) => el("option", { value: f }, f)));
    byId("compose").operation.append(...options(state.operations));
    byId("filters").operation.append(...options(state.operations));
    byId("compose").merchant.append(...state.merchants.map((m) => el("option", { value: m }, m)));
  }
  drawFaults();
  drawPolicies();
  drawNotifyOptions(state.notify_options);
  return state;
}

const howOften = (times) => (times < 0 ? "all requests" : times === 1 ? "the next request" : `the next ${times} requests`);

// faultLine shows a fault with a button that removes it.
function faultLine(f, when, end) {
  const name = f.fault + (f.wait ? " " + f.wait : "");
  return el("li", {}, tag("bad", name), `${f.operation || "all operations"}, ${when} `,
    el("button", { type: "button", "aria-label": `remove ${name} of ${f.operation || "all operations"}`, onclick: end }, "remove"));
}

const setFaults = (list) => act("random-faults", { seed: Date.now() % 2 ** 31, faults: list });

let shownFaults = "";
function drawFaults() {
  const now = JSON.stringify([state.random_faults, state.pending_faults]);
  if (now === shownFaults) return; // keep buttons that are about to be clicked
  shownFaults = now;
  const lines = [
    ...state.pending_faults.map((f) => [f.operation, faultLine(f, howOften(f.times), () => act("clear-faults", { operation: f.operation }))]),
    ...state.random_faults.map((f, i) => [f.operation, faultLine(f, `${Math.round(f.rate * 100)} %`, () => setFaults(state.random_faults.filter((_, j) => j !== i)))]),
  ];
  byId("faults").replaceChildren(...grouped(lines, ([operation]) => (operation ? product(operation) : "all operations")).map(([name, list]) =>
    el("details", { open: true }, el("summary", {}, `${name} (${list.length})`), el("ul.lines", {}, ...list.map(([, line]) => line)))));
}

function drawPolicies() {
  const box = byId("policies");
  if (box.contains(document.activeElement)) return;
  box.replaceChildren(...grouped(state.policies, (p) => p.name.split(".")[0]).map(([name, list]) => {
    const changed = list.filter((p) => p.value !== p.default).length;
    return fold("policies-" + name, [`${name} (${list.length})`, changed ? tag("odd", `${changed} changed`) : null], ...list.map((p) => {
      const choice = el("select", { "aria-label": p.name, onchange: (event) => act("policies", { name: p.name, value: event.target.value }) },
        ...p.values.map((v) => el("option", { value: v, selected: v === p.value }, v === p.default ? v + " (default)" : v)));
      return el("div.policy", {}, el("span", {}, p.name, el("small", {}, p.description)), choice);
    }));
  }));
}

function drawNotifyOptions(settings) {
  const form = byId("notify-options");
  if (form.contains(document.activeElement)) return;
  form.sign_with.value = settings.sign_with || "public-key";
  form.duplicates.checked = settings.duplicates > 0;
  for (const name of ["reorder", "probe", "hold"]) form[name].checked = settings[name];
  form.dataset.settings = JSON.stringify(settings);
}

byId("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.rate.value === "next") act("faults", { operation: form.operation.value, fault: form.fault.value, times: 1 });
  else setFaults([...state.random_faults, { operation: form.operation.value, fault: form.fault.value, rate: Number(form.rate.value) }]);
});

byId("notify-options").addEventListener("change", (event) => {
  const form = event.currentTarget;
  act("notify-options", {
    ...JSON.parse(form.dataset.settings), sign_with: form.sign_with.value, share: 0.5, duplicates: form.duplicates.checked ? 1 : 0,
    reorder: form.reorder.checked, probe: form.probe.checked, hold: form.hold.checked,
  });
});

// The composer fills in an example, signs and sends.
async function fillIn() {
  const form = byId("compose");
  try {
    const example = await call("example?" + new URLSearchParams({ operation: form.operation.value, merchant: form.merchant.value }));
    setComposer(example);
    problem("");
  } catch (error) {
    problem(error.message);
  }
}

function setComposer(request) {
  const form = byId("compose");
  form.method.value = request.method;
  form.uri.value = request.uri;
  form.body.value = request.body ? pretty(request.body) : "";
}

// openComposer fills the composer with a recorded request, with that of the address (as pages of the reference link to it), or
// with the example of an operation. Nothing is sent by that.
export async function openComposer(query) {
  const form = byId("compose");
  if (query.get("request")) setComposer(await call("requests/" + query.get("request")));
  else if (query.get("operation")) form.operation.value = query.get("operation");
  if (query.get("uri")) setComposer({ method: query.get("method"), uri: query.get("uri"), body: query.get("body") });
  else if (query.get("operation") || (form.uri.value === "" && form.operation.value)) await fillIn();
}

byId("compose").operation.addEventListener("change", fillIn);
byId("compose").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  let body = form.body.value;
  try {
    body = body.trim() === "" ? "" : JSON.stringify(JSON.parse(body)) && body;
  } catch (error) {
    problem("The body is not JSON: " + error.message);
    return;
  }
  const sent = await act("send", { method: form.method.value, uri: form.uri.value, body, merchant: form.merchant.value });
  if (!sent) return;
  byId("sent").replaceChildren(el("p", {}, statusTag(sent.status), " ", el("a", { href: "#/requests/" + sent.number }, "everything about this request")), el("pre.body", {}, pretty(sent.body) || "no body"));
  say(`the status is ${sent.status}`);
});

// What is forgotten is asked for, and cannot be had again.
byId("forget").addEventListener("click", async () => {
  const kinds = (await call("kinds")).filter((k) => k.count > 0);
  const dialog = byId("forgetting");
  const forget = (what, words) => el("li", {}, el("button", { type: "button", onclick: async () => {
    if (await act("reset", what ? { forget: what } : {})) say("forgotten: " + words);
    dialog.close();
    dispatchEvent(new Event("forgotten"));
  } }, words));
  dialog.querySelector("ul").replaceChildren(
    ...kinds.map((k) => forget(k.kind, `${k.count} ${k.kind}`)), forget("requests", "the recorded requests"), forget("notifications", "the notifications"),
    forget("faults", "the faults"), forget("policies", "the changes of policies"), forget("", "everything, and set the clock back"));
  dialog.showModal();
});
byId("forgetting").querySelector(".cancel").addEventListener("click", () => byId("forgetting").close());
byId("copied").querySelector("button").addEventListener("click", () => byId("copied").close());

// welcome says what to do next, with a command that works when it is pasted.
export async function welcome() {
  const example = await call("example?operation=payments.prepayNative").catch(() => null);
  if (!example) return;
  const quote = (text) => "'" + text.replaceAll("'", `'\\''`) + "'";
  const command = `curl ${state?.token ? '-H "Authorization: Bearer $WXPAYGEN_SANDBOX_TOKEN" ' : ""}-d ${quote(JSON.stringify({ method: example.method, uri: example.uri, body: example.body }))} ${location.origin}/sandbox/api/send`;
  byId("command").textContent = command;
  byId("copy-command").onclick = () => copy(command);
}
