// The cashier: what the client shows. Data is inserted as text, never as markup.
const byId = (id) => document.getElementById(id);
const start = location.search.slice(1);

async function call(method, body) {
  const path = "../api/cashier" + (method === "GET" ? "?" + start : "");
  const response = await fetch(path, { method, body: body && JSON.stringify({ start, ...body }) });
  const value = await response.json();
  if (!response.ok) throw new Error((value.result ? value.result + "\n" : "") + value.problem);
  return value;
}

function money(fen, currency) {
  if (fen === 0) return "";
  const amount = (Math.trunc(fen / 100) + "").replace(/\B(?=(\d{3})+$)/g, ",") + "." + String(fen % 100).padStart(2, "0");
  return currency === "CNY" ? "¥" + amount : amount + " " + currency;
}

function say(id, text) {
  byId(id).textContent = text;
  byId(id).hidden = text === "";
}

function button(label, kind, act) {
  const node = document.createElement("button");
  node.type = "button";
  node.textContent = label;
  if (kind) node.className = kind;
  node.addEventListener("click", act);
  return node;
}

function choices(view) {
  const list = view.choices.map((choice, i) =>
    button(choice.label + (choice.label === "Pay" ? " " + money(view.fen, view.currency) : ""), i === 0 ? "first" : "", () => act(choice.label, { do: "accept", event: choice.event })));
  if (list.length > 0) list.push(button("Refuse", "", () => act("Refuse", { do: "refuse" })));
  if (list.length > 0 && view.expires) list.push(button("Let it expire (moves the clock)", "", () => act("Expire", { do: "expire" })));
  return list;
}

function show(view) {
  byId("title").textContent = view.title || view.kind;
  byId("amount").textContent = money(view.fen, view.currency);
  for (const name of ["merchant", "number", "state"]) byId(name).textContent = view[name];
  byId("expires").textContent = view.expires ? new Date(view.expires).toLocaleString() : "";
  byId("expires-label").hidden = byId("expires").parentElement.hidden = !view.expires;
  byId("choices").replaceChildren(...choices(view));
  byId("bill").hidden = false;
  byId("back").hidden = !view.redirect_url;
  if (view.redirect_url) byId("back").href = view.redirect_url;
}

const done = { Refuse: "Refused. Nothing happened to the order; it can still be paid.", Expire: "The clock has moved to the time at which it expires." };

// act plays the user. WeChat then sends the browser back to the merchant, whether the user paid or not.
async function act(label, body) {
  for (const node of byId("choices").children) node.disabled = true;
  say("problem", "");
  try {
    const view = await call("POST", body);
    show(view);
    say("outcome", (done[label] ?? label + ": done.") + (view.result ? "\nThe client reports " + view.result : ""));
    document.documentElement.dataset.done = "yes";
    if (view.redirect_url) location.assign(view.redirect_url);
  } catch (error) {
    say("problem", error.message);
    for (const node of byId("choices").children) node.disabled = false;
  }
}

try {
  show(await call("GET"));
  byId("choices").querySelector("button")?.focus();
} catch (error) {
  say("problem", error.message);
}
document.documentElement.dataset.ready = "yes";
