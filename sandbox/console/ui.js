// What all pages of the console use. Text of others is inserted as text, never as markup.
export const byId = (id) => document.getElementById(id);

// visible replaces control characters and marks that change the direction of text, like internal/visible.
export const visible = (child) =>
  typeof child === "string" ? child.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd") : child;

// el creates an element: el("p.note", {title: "x"}, "text", child…).
export function el(kind, attributes = {}, ...children) {
  const [name, ...classes] = kind.split(".");
  const node = document.createElement(name);
  node.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : visible(String(value)));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : visible(String(child)))));
  return node;
}

// parse keeps integers exact that are too large for a number of JavaScript, if the browser can.
export const parse = (text) =>
  JSON.parse(text, (_, value, context) => (Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source && JSON.rawJSON ? JSON.rawJSON(context.source) : value));

// call calls the API: a POST if there is a body. An error has the problem and the hint of the sandbox.
export async function call(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch("api/" + path, options);
  const value = parse(await response.text());
  if (!response.ok) throw new Error(value.hint ? `${value.problem}; ${value.hint}` : value.problem);
  return value;
}

export function problem(text) {
  byId("problem").textContent = visible(text);
  byId("problem").hidden = text === "";
}

// act serves a button and shows the error, if any.
export async function act(path, body) {
  try {
    const value = await call(path, body);
    problem("");
    return value;
  } catch (error) {
    problem(error.message);
    return null;
  }
}

// say announces what happened to those who see, and to those who hear.
export function say(text) {
  byId("said").textContent = visible(text);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (byId("said").textContent = ""), 4000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("copied");
  } catch { // no permission, or no secure context: show it instead
    byId("copied").querySelector("textarea").value = text;
    byId("copied").showModal();
    byId("copied").querySelector("textarea").select();
  }
}

export const clockTime = (text) => new Date(text).toLocaleTimeString();
export const dayTime = (text) => new Date(text).toLocaleString();
export const tag = (kind, ...text) => el("span.tag." + kind, {}, ...text);
export const product = (name) => name.slice(0, Math.max(0, name.lastIndexOf("."))) || "all";

export function pretty(text) {
  try {
    return JSON.stringify(parse(text), null, 2);
  } catch {
    return text;
  }
}

export function statusTag(status) {
  if (status === 0) return tag("bad", "no response");
  return tag(status < 300 ? "good" : status < 500 ? "odd" : "bad", String(status));
}

// inTree shows JSON with problems at their members. A place is a pointer, such as /amount/total.
export function inTree(text, problems) {
  const out = el("pre.body");
  const left = new Map(problems);
  let value;
  try {
    value = parse(text);
  } catch {
    out.append(visible(text));
    return [out, left];
  }
  const mark = (place) => {
    for (const at of [place, place.slice(1)]) {
      if (!left.has(at)) continue;
      out.append(el("span.fault", {}, "  ← " + left.get(at)));
      left.delete(at);
    }
  };
  const write = (value, place, indent, tail) => {
    const isList = Array.isArray(value);
    if (value === null || typeof value !== "object" || JSON.isRawJSON?.(value) || Object.keys(value).length === 0) {
      out.append(visible(JSON.stringify(value) + tail));
      mark(place);
      return;
    }
    out.append(isList ? "[" : "{");
    mark(place);
    const keys = Object.keys(value);
    keys.forEach((key, i) => {
      out.append("\n" + indent + "  " + (isList ? "" : visible(JSON.stringify(key)) + ": "));
      write(value[key], place + "/" + key, indent + "  ", i < keys.length - 1 ? "," : "");
    });
    out.append("\n" + indent + (isList ? "]" : "}") + tail);
  };
  write(value, "", "", "");
  return [out, left];
}

// fold makes a group that stays open or closed when it is drawn again.
const folded = new Map();
export function fold(name, title, ...children) {
  const node = el("details", { open: folded.get(name) ?? false }, el("summary", {}, ...title), ...children);
  node.addEventListener("toggle", () => folded.set(name, node.open));
  return node;
}
