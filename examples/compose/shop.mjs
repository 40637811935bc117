// A shop in Node, with nothing but Node's own modules. It runs in another container than the sandbox, and gets its keys from it:
//
//   SANDBOX=http://127.0.0.1:8380 NOTIFY_URL=http://127.0.0.1:9000/notify LISTEN=127.0.0.1:9000 node shop.mjs
import { createDecipheriv, createSign, createVerify, randomBytes } from "node:crypto";
import { createServer } from "node:http";

const { SANDBOX, NOTIFY_URL, LISTEN, WXPAYGEN_SANDBOX_TOKEN: token } = process.env;

// api calls the sandbox's own API, which WeChat Pay does not have.
async function api(path, body) {
  const response = await fetch(SANDBOX + "/sandbox/api/" + path, {
    method: body ? "POST" : "GET",
    headers: token ? { Authorization: "Bearer " + token } : {},
    body: body && JSON.stringify(body),
  });
  const value = await response.json();
  if (!response.ok) throw new Error(`${path}: ${value.problem} ${value.hint ?? ""}`);
  return value;
}

// In production, keys are files of the merchant platform.
const keys = await api("keys");

// verify checks that a message is from WeChat Pay.
function verify(header, body) {
  const key = { [keys.public_key_id]: keys.public_key, [keys.platform_serial]: keys.platform_certificate }[header("wechatpay-serial")];
  const message = `${header("wechatpay-timestamp")}\n${header("wechatpay-nonce")}\n${body}\n`;
  if (!key || !createVerify("RSA-SHA256").update(message).verify(key, header("wechatpay-signature"), "base64")) {
    throw new Error("the signature is invalid");
  }
}

// call makes a signed call.
async function call(method, path, value) {
  const body = value ? JSON.stringify(value) : "";
  const timestamp = Math.floor(Date.now() / 1000), nonce = randomBytes(16).toString("hex");
  const signature = createSign("RSA-SHA256").update(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`).sign(keys.private_key, "base64");
  const response = await fetch(SANDBOX + path, {
    method,
    body: body || undefined,
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "Wechatpay-Serial": keys.public_key_id,
      Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${keys.merchant}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${keys.serial}",signature="${signature}"`,
    },
  });
  const text = await response.text();
  verify((name) => response.headers.get(name), text);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

// decrypt opens the resource of a notification.
function decrypt({ ciphertext, nonce, associated_data: associated }) {
  const sealed = Buffer.from(ciphertext, "base64");
  const cipher = createDecipheriv("aes-256-gcm", keys.apiv3_key, nonce);
  cipher.setAuthTag(sealed.subarray(-16));
  cipher.setAAD(Buffer.from(associated));
  return JSON.parse(Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString());
}

const number = "N" + randomBytes(8).toString("hex");
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  try {
    verify((name) => request.headers[name], body);
  } catch {
    response.writeHead(401).end();
    return;
  }
  const order = decrypt(JSON.parse(body).resource);
  response.writeHead(204).end();
  console.log(`notification: ${order.out_trade_no} is ${order.trade_state}`);
  if (order.out_trade_no === number && order.trade_state === "SUCCESS") {
    server.close();
    setTimeout(() => process.exit(0), 100).unref();
  }
});
const [host, port] = LISTEN.split(":");
await new Promise((resolve) => server.listen(port, host, resolve));

const order = await call("POST", "/v3/pay/transactions/native", {
  appid: "wx0123456789abcdef", mchid: keys.merchant, description: "A book", out_trade_no: number, notify_url: NOTIFY_URL, amount: { total: 990 },
});
console.log(`order: ${number}, ${order.code_url}`);
await api("events", { event: "userPays", resource: number });
