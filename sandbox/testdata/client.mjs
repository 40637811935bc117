// A client of the sandbox with nothing but Node's own modules.
import { createDecipheriv, createSign, createVerify, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const { SANDBOX, KEYS, MCHID, SERIAL, PUBLIC_KEY_ID } = process.env;
const privateKey = readFileSync(KEYS + "/apiclient_key.pem");
const publicKey = readFileSync(KEYS + "/pub_key.pem");
const apiV3Key = readFileSync(KEYS + "/apiv3_key.txt", "utf8").trim();

function verify(headers, body) {
  const message = `${headers.get("wechatpay-timestamp")}\n${headers.get("wechatpay-nonce")}\n${body}\n`;
  const good = headers.get("wechatpay-serial") === PUBLIC_KEY_ID &&
    createVerify("RSA-SHA256").update(message).verify(publicKey, headers.get("wechatpay-signature"), "base64");
  return good ? "verified" : "NOT VERIFIED";
}

async function call(method, path, body = "", signedBody = body) {
  const timestamp = Math.floor(Date.now() / 1000);
  const nonce = randomBytes(16).toString("hex");
  const signature = createSign("RSA-SHA256").update(`${method}\n${path}\n${timestamp}\n${nonce}\n${signedBody}\n`).sign(privateKey, "base64");
  const answer = await fetch(SANDBOX + path, {
    method,
    body: body || undefined,
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "Wechatpay-Serial": PUBLIC_KEY_ID,
      Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${MCHID}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${SERIAL}",signature="${signature}"`,
    },
  });
  const text = await answer.text();
  const { code, state } = JSON.parse(text || "{}");
  console.log([method, answer.status, code ?? state].filter(Boolean).join(" ") + ", " + verify(answer.headers, text));
}

// The shop's own server, which the callback comes to.
const callback = Promise.withResolvers ? Promise.withResolvers() : (() => {
  const all = {};
  all.promise = new Promise((resolve) => (all.resolve = resolve));
  return all;
})();
const shop = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    const headers = new Headers(request.headers);
    const { event_type, resource } = JSON.parse(body);
    const sealed = Buffer.from(resource.ciphertext, "base64");
    const decipher = createDecipheriv("aes-256-gcm", apiV3Key, resource.nonce);
    decipher.setAAD(Buffer.from(resource.associated_data));
    decipher.setAuthTag(sealed.subarray(-16));
    const order = JSON.parse(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString());
    response.writeHead(204).end();
    callback.resolve(`callback ${event_type}, ${verify(headers, body)}: ${order.out_order_no} is ${order.state}`);
  });
});
await new Promise((resolve) => shop.listen(0, "127.0.0.1", resolve));

const orders = "/v3/payscore/serviceorder";
const order = {
  out_order_no: "N1", appid: "wx1", service_id: "500001", service_introduction: "租借", time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 100 }, notify_url: `http://127.0.0.1:${shop.address().port}/notify`,
};
const cancel = JSON.stringify({ appid: "wx1", service_id: "500001", reason: "用户投诉" });
await call("GET", `${orders}?out_order_no=N1&service_id=500001&appid=wx1`);
await call("POST", orders, JSON.stringify(order));
await call("POST", orders, JSON.stringify({ ...order, out_order_no: "" }));
await fetch(SANDBOX + "/sandbox/api/events", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ event: "userConfirms", resource: "N1" }),
});
console.log(await callback.promise);
await call("POST", `${orders}/N1/cancel`, cancel);
await call("POST", `${orders}/N1/cancel`, cancel, " ".trim());
shop.close();
